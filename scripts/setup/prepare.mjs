import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { installPackages } from './install-packages.mjs';
import { withLock } from './lock.mjs';

/** Where this clone of Confab lies. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * @typedef {object} PrepareOptions
 * @property {(line: string) => void} say
 * @property {boolean} withBuild
 * @property {boolean} [withWorker]
 */

/**
 * Makes this clone able to run: packages, worker, build; each only where it is missing.
 * @param {PrepareOptions} options
 * @returns {Promise<{ workerBin: string | undefined }>} the mediasoup worker's program
 */
export function prepare({ say, withBuild, withWorker = true }) {
  let hasSaid = false;
  const onWait = (/** @type {string} */ pid) => {
    if (!hasSaid) say(`Another setup of this clone is running (process ${pid}); waiting for it …`);
    hasSaid = true;
  };
  return withLock({ file: join(root, '.cache', 'setup.lock'), onWait }, async () => {
    await installPackages({ root, env: process.env, say });
    const workerBin = withWorker ? await provide(say) : undefined;
    if (withBuild) await build({ root, say });
    return { workerBin };
  });
}

/** @param {(line: string) => void} say */
async function provide(say) {
  // Only now: it reads packages that have to be there.
  const { provideWorker } = await import('../../sfu/worker/provide.mjs');
  const terminal = process.stderr.isTTY ? { terminal: process.stderr } : {};
  const { bin, line, tier } = await provideWorker({ root, env: process.env, say, ...terminal });
  // Found where it was is not worth a line.
  if (tier !== 2) say(line);
  return bin;
}
