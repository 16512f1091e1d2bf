import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SetupError } from '../SetupError.mjs';
import { compileWorker } from '../build/compile.mjs';
import { copyWorkerSource } from '../build/copy.mjs';
import { ensurePackages, machineOf } from '../build/packages.mjs';
import { keepProven } from '../cache.mjs';

/**
 * Tier 4: built from the source in the npm package, with the distribution's compiler and libraries.
 * @param {import('./tier.mjs').TierContext} context
 * @returns {Promise<import('./tier.mjs').Outcome>}
 */
export async function fromSource({ env, say, terminal, mediasoup, cached, faultOf, signal }) {
  const startedAt = Date.now();
  // Beside the program, because it must outlive a failed build.
  const log = join(dirname(cached), 'build.log');
  const make = async (/** @type {string} */ folder) => {
    await rm(log, { force: true });
    await ensurePackages({ say, log, machine: machineOf({ env, signal }) });
    say('Building the mediasoup worker from its source. It takes a minute or two, once.');
    const copy = join(folder, 'source');
    await mkdir(copy);
    await copyWorkerSource(mediasoup, copy);
    return compileWorker(copy, { env, log, say, terminal, signal });
  };
  const fault = await keepProven(cached, { make, faultOf });
  signal.throwIfAborted();
  if (fault !== undefined)
    throw new SetupError(`The mediasoup worker was built, but it ${fault}.\nThe log of the build: ${log}`);
  return { bin: cached, how: `built from source in ${Math.round((Date.now() - startedAt) / 1000)} s` };
}
