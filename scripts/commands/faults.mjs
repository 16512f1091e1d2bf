import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { root } from '../setup/prepare.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';

const USAGE =
  'npm run faults takes --runs <number>, --only F1,F14 and --long, after two dashes: npm run faults -- --runs 20';

/**
 * `npm run faults`: breaks calls in every way that FAULTS.md names, and prints how fast they were back.
 * @param {string[]} args
 */
export async function run(args) {
  const { runs, grep, isLong } = parse(args);
  const env = {
    CONFAB_FAULTS_JSON: process.env['CONFAB_FAULTS_JSON'] || join(root, 'test-results', 'faults.json'),
    ...(isLong && { CONFAB_FAULTS_LONG: '1' }),
  };
  return runBrowserTests('faults', env, {
    options: ['--repeat-each', String(runs), ...(grep ? ['--grep', grep] : [])],
  });
}

/**
 * @param {string[]} args
 * @returns {{ runs: number, grep: string | undefined, isLong: boolean }}
 */
export function parse(args) {
  const { runs = '1', only, long = false } = parseOptions(args);
  const names = only?.split(',');
  if (!/^[1-9]\d{0,3}$/.test(runs) || names?.some((name) => !/^F\d+$/.test(name))) throw new SetupError(USAGE);
  return { runs: Number(runs), grep: names && `(^| )(${names.join('|')}) `, isLong: long };
}

/** @param {string[]} args */
function parseOptions(args) {
  try {
    const options = /** @type {const} */ ({
      runs: { type: 'string' },
      only: { type: 'string' },
      long: { type: 'boolean' },
    });
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new SetupError(USAGE, { cause });
  }
}
