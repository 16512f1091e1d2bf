import { resolve } from 'node:path';
import { SetupError } from '../SetupError.mjs';

/**
 * Tier 1: the program that the user names. A fault in it is an error, not a reason to take another one.
 * @param {import('./tier.mjs').TierContext} context
 * @returns {Promise<import('./tier.mjs').Outcome>}
 */
export async function fromEnvironment({ env, faultOf, mediasoup }) {
  const bin = env['MEDIASOUP_WORKER_BIN'];
  if (!bin) return { reason: 'MEDIASOUP_WORKER_BIN is not set' };
  const fault = await faultOf(bin);
  if (fault !== undefined) {
    throw new SetupError(
      `MEDIASOUP_WORKER_BIN names a program that cannot be used: ${bin} ${fault}.\n` +
        `Let it name a mediasoup-worker of version ${mediasoup.version}, or unset it: Confab then finds or makes one.`,
    );
  }
  return { bin: resolve(bin), how: 'named by MEDIASOUP_WORKER_BIN' };
}
