import { runBrowserTests } from '../steps/run-browser-tests.mjs';
import { COUNT, parseOptions } from './parse-options.mjs';

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
  const rules = { cycles: COUNT, steps: COUNT, seed: COUNT };
  const { cycles = '3', steps = '12', seed = '1' } = parseOptions(args, rules, USAGE);
  return { CONFAB_CYCLES: cycles, CONFAB_STEPS: steps, CONFAB_SEED: seed };
}
