import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { root } from '../setup/prepare.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';

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
  const { minutes = '2', seed = '1' } = parseOptions(args);
  if (!/^[1-9]\d{0,3}$/.test(minutes) || !/^\d{1,9}$/.test(seed)) throw new SetupError(USAGE);
  return {
    CONFAB_SOAK_MINUTES: minutes,
    CONFAB_SOAK_SEED: seed,
    CONFAB_SOAK_JSON: process.env['CONFAB_SOAK_JSON'] || join(root, 'test-results', 'soak.json'),
  };
}

/** @param {string[]} args */
function parseOptions(args) {
  try {
    return parseArgs({ args, options: { minutes: { type: 'string' }, seed: { type: 'string' } } }).values;
  } catch (cause) {
    throw new SetupError(USAGE, { cause });
  }
}
