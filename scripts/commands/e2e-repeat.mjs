import { join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { root } from '../setup/prepare.mjs';
import { countTests } from '../steps/count-tests.mjs';
import { readRuns, repeatRuns } from '../steps/repeat-runs.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';
import { COUNT, parseOptions } from './parse-options.mjs';

const USAGE =
  'npm run e2e:repeat takes --runs <number>, --minutes <number> and --fresh, after two dashes: npm run e2e:repeat -- --runs 100';

/**
 * `npm run e2e:repeat`: the tests with the tag @core again and again, and how many of them failed that had passed before. Goes
 * on where it was stopped.
 * @param {string[]} args
 */
export async function run(args) {
  const options = parse(args);
  const log = join(root, 'test-results', 'e2e-repeat.jsonl');
  const { done, missing, secondsEach } = await repeatRuns({ ...options, log, once, atOnce: RUNS_AT_ONCE });
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    readRuns(log).reduce((sum, one) => sum + Number(one[key]), 0);
  const more = missing > 0 ? `; ${missing} missing: the same command goes on with them` : '';
  process.stdout.write(
    `${done} runs of ${secondsEach} s: ${total('passed')} tests passed, ${total('failed')} failed${more}\n`,
  );
  return total('failed') === 0 ? 0 : 1;
}

/** @param {number} runs */
async function once(runs) {
  const options = ['--grep', '@core', `--repeat-each=${runs}`, `--reporter=${REPORTERS}`];
  const { result, count } = await countTests((file) =>
    runBrowserTests('confab', { CONFAB_TEST_COUNT: file }, { options }),
  );
  if (result !== 0 && count.failed === 0) throw new SetupError('That run has not come to its tests; see above.');
  return { passed: count.passed, failed: count.failed };
}

/** One browser and one Confab for so many: short enough to be gone on with when it was stopped. */
const RUNS_AT_ONCE = 10;
const REPORTERS = 'line,./scripts/steps/playwright-reporter.mjs';

/**
 * @param {string[]} args
 * @returns {{ runs: number, minutes: number | undefined, isFresh: boolean }}
 */
export function parse(args) {
  const rules = /** @type {const} */ ({ runs: COUNT, minutes: COUNT, fresh: true });
  const { runs = '100', minutes, fresh = false } = parseOptions(args, rules, USAGE);
  return { runs: Number(runs), minutes: minutes === undefined ? undefined : Number(minutes), isFresh: fresh };
}
