import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SetupError } from './SetupError.mjs';
import { cachedWorker, defaultCacheDir } from './cache.mjs';
import { findMediasoup } from './mediasoupPackage.mjs';
import { faultOf, isOurs } from './prove.mjs';
import { stopOnSignals } from './stopOnSignals.mjs';
import { fromSource } from './tiers/build.mjs';
import { fromDownload } from './tiers/download.mjs';
import { fromEarlier } from './tiers/earlier.mjs';
import { fromEnvironment } from './tiers/environment.mjs';

/** @typedef {1 | 2 | 3 | 4} Tier */

/**
 * @typedef {object} ProvideOptions
 * @property {string} root of the repository
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say gets notes and progress, a line at a time
 * @property {string} [cacheDir] `~/.cache/confab` unless said otherwise
 * @property {{ write: (text: string) => unknown }} [terminal] for a progress line that rewrites itself
 * @property {Tier} [tier] try this one only
 * @property {boolean} [fresh] as if nothing were kept from earlier runs
 */

const tiers = /** @type {const} */ ([
  [1, fromEnvironment],
  [2, fromEarlier],
  [3, fromDownload],
  [4, fromSource],
]);

/**
 * Gets a mediasoup worker that this machine can run: the first tier that has one serves. The program is proven
 * before it is handed out, whatever the tier.
 * @param {ProvideOptions} options
 * @returns {Promise<{ tier: Tier, bin: string, line: string }>}
 * @throws {SetupError} with a message for the user
 */
export async function provideWorker({
  root,
  env,
  say,
  cacheDir = defaultCacheDir(env),
  terminal,
  tier: only,
  fresh = false,
}) {
  const mediasoup = await findMediasoup(root);
  const cached = await cachedWorker(cacheDir, mediasoup.version);
  return stopOnSignals(async (signal) => {
    const prove = (/** @type {string} */ bin) => faultOf(bin, { mediasoup, env, signal });
    const context = { env, say, terminal, mediasoup, cached, faultOf: prove, signal };
    const reasons = [];
    for (const [tier, provide] of tiers) {
      if (only ? tier !== only : fresh && tier === 2) continue;
      const outcome = await provide(context);
      if ('bin' in outcome) {
        const { bin, how } = outcome;
        const origin = (await isOurs(bin)) ? '' : ', as mediasoup publishes it';
        return { tier, bin, line: `mediasoup worker ${mediasoup.version}: ${how} (tier ${tier})${origin}` };
      }
      reasons.push(`tier ${tier}: ${outcome.reason}`);
      // Nobody needs to hear that there was nothing to find; a failed download explains the minutes to come.
      if (tier === 3) say(`No download: ${outcome.reason}`);
    }
    throw new SetupError(`There is no mediasoup worker (${reasons.join('; ')}).`);
  });
}

async function main() {
  const { values } = parseArgs({ options: { tier: { type: 'string' }, fresh: { type: 'boolean' } } });
  const tier = tiers.map(([number]) => number).find((number) => String(number) === values.tier);
  if (values.tier !== undefined && !tier) throw new SetupError('--tier takes 1, 2, 3 or 4.');
  const { bin, line } = await provideWorker({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    env: process.env,
    say: (text) => process.stderr.write(`${text}\n`),
    ...(process.stderr.isTTY && { terminal: process.stderr }),
    ...(tier && { tier }),
    fresh: values.fresh ?? false,
  });
  process.stdout.write(`${line}\n${bin}\n`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    // parseArgs explains itself as well.
    const isForUser = error instanceof SetupError || (error instanceof TypeError && 'code' in error);
    process.stderr.write(`${isForUser ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
