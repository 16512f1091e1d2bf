import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { findChromium, thisMachine } from '../setup/find-chromium.mjs';
import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';

const USAGE =
  'npm run faults takes --runs <number>, --only F1,F14 and --long, after two dashes: npm run faults -- --runs 20';

/**
 * `npm run faults`: breaks calls in every way that FAULTS.md names, and prints how fast they were back.
 * @param {string[]} args
 */
export async function run(args) {
  const { runs, grep, isLong } = parse(args);
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const { workerBin } = await prepare({ say, withBuild: true });
  const chromium = await findChromium(thisMachine(root, say));
  const env = {
    ...process.env,
    ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }),
    CONFAB_CHROMIUM: chromium,
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    CONFAB_FAULTS: '1',
    CONFAB_FAULTS_JSON: process.env['CONFAB_FAULTS_JSON'] || join(root, 'test-results', 'faults.json'),
    ...(isLong && { CONFAB_FAULTS_LONG: '1' }),
  };
  const playwright = join(root, 'node_modules', '.bin', 'playwright');
  const options = ['--config', 'e2e/playwright.config.ts', '--project', 'faults', '--repeat-each', String(runs)];
  const { code } = await runProgram(playwright, ['test', ...options, ...(grep ? ['--grep', grep] : [])], {
    cwd: root,
    env,
    isShown: true,
  });
  return code;
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
