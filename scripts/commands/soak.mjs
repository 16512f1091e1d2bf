import { join } from 'node:path';
import { root } from '../setup/prepare.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';
import { COUNT, parseOptions } from './parse-options.mjs';

const USAGE =
  'npm run soak takes --minutes <number> and --seed <number>, after two dashes: npm run soak -- --minutes 20';

/**
 * `npm run soak`: a call of three browsers and some Node peers, to which everything happens at random.
 * @param {string[]} args
 */
export function run(args) {
  return runBrowserTests('soak', toEnv(args));
}

/**
 * @param {string[]} args
 * @returns {Record<string, string>}
 */
export function toEnv(args) {
  const { minutes = '2', seed = '1' } = parseOptions(args, { minutes: COUNT, seed: /^\d{1,9}$/ }, USAGE);
  return {
    CONFAB_SOAK_MINUTES: minutes,
    CONFAB_SOAK_SEED: seed,
    CONFAB_SOAK_JSON: process.env['CONFAB_SOAK_JSON'] || join(root, 'test-results', 'soak.json'),
  };
}
