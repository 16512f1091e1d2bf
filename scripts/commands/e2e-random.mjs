import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';

const USAGE =
  'npm run e2e:random takes --cycles <number>, --steps <number> and --seed <number>, after two dashes: ' +
  'npm run e2e:random -- --cycles 50';

/**
 * `npm run e2e:random`: a third person comes and goes, and everything that may be done to a microphone is done, in an order
 * that the seed says.
 * @param {string[]} args
 */
export function run(args) {
  return runBrowserTests('random', toEnv(args));
}

/**
 * @param {string[]} args
 * @returns {Record<string, string>}
 */
export function toEnv(args) {
  const { cycles = '3', steps = '12', seed = '1' } = parseOptions(args);
  if (![cycles, steps, seed].every((text) => /^[1-9]\d{0,3}$/.test(text))) throw new SetupError(USAGE);
  return { CONFAB_CYCLES: cycles, CONFAB_STEPS: steps, CONFAB_SEED: seed };
}

/** @param {string[]} args */
function parseOptions(args) {
  try {
    const options = /** @type {const} */ ({
      cycles: { type: 'string' },
      steps: { type: 'string' },
      seed: { type: 'string' },
    });
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new SetupError(USAGE, { cause });
  }
}
