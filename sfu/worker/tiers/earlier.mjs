import { access } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Tier 2: a program that is already there, made by mediasoup's own scripts or by an earlier run of ours.
 * @param {import('./tier.mjs').TierContext} context
 * @returns {Promise<import('./tier.mjs').Outcome>}
 */
export async function fromEarlier({ mediasoup, cached, faultOf, say }) {
  const inPackage = join(mediasoup.folder, 'worker/out/Release/mediasoup-worker');
  if (await exists(inPackage)) {
    const fault = await faultOf(inPackage);
    if (fault === undefined) return { bin: inPackage, how: 'found in the mediasoup package' };
    say(`Passed over, because it ${fault}: ${inPackage}`);
  }
  if (await exists(cached)) {
    const fault = await faultOf(cached);
    if (fault === undefined) return { bin: cached, how: 'kept from an earlier run' };
    // It stays until a better one takes its place: it may be this clone that cannot try it, or a machine without time.
    say(`Passed over, because it ${fault}: ${cached}`);
  }
  return { reason: 'none is kept from an earlier run' };
}

/** @param {string} file */
const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );
