import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { root } from '../setup/prepare.mjs';
import { repeatRuns } from '../steps/repeat-runs.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';
import { COUNT, parseOptions } from './parse-options.mjs';

const USAGE =
  'npm run faults takes --runs <number>, --minutes <number>, --only F1,F14, --long and --fresh, after two dashes: ' +
  'npm run faults -- --runs 20';

/**
 * `npm run faults`: breaks calls in every way that FAULTS.md names, and prints how fast they were back. Asked for more than
 * one run it goes on where it was stopped.
 * @param {string[]} args
 */
export async function run(args) {
  const { runs, grep, isLong, minutes, isFresh } = parse(args);
  const json = process.env['CONFAB_FAULTS_JSON'] || join(root, 'test-results', 'faults.json');
  const log = json.replace(/(\.json)?$/, '.runs.jsonl');
  const env = { CONFAB_FAULTS_JSON: json, CONFAB_FAULTS_LOG: log, ...(isLong && { CONFAB_FAULTS_LONG: '1' }) };
  let code = 0;
  const once = async (/** @type {number} */ count) => {
    rmSync(json, { force: true });
    const options = [`--repeat-each=${count}`, ...(grep ? ['--grep', grep] : [])];
    code = Math.max(code, await runBrowserTests('faults', env, { options }));
    if (!existsSync(json)) throw new SetupError('That run has come to no figures; see above.');
    return JSON.parse(readFileSync(json, 'utf8')).run;
  };
  // A single run is a look, not a part of a longer one.
  const how = { log, runs, minutes, isFresh: isFresh || runs === 1, once, atOnce: RUNS_AT_ONCE };
  const { done, missing, secondsEach } = await repeatRuns(how);
  process.stdout.write(
    `${done} runs of ${secondsEach} s${missing > 0 ? `, ${missing} missing: the same command goes on with them` : ''}\n`,
  );
  return code;
}

/** One browser for so many: short enough to be gone on with when it was stopped. */
const RUNS_AT_ONCE = 4;

/**
 * @param {string[]} args
 * @returns {{ runs: number, grep: string | undefined, isLong: boolean, minutes: number | undefined, isFresh: boolean }}
 */
export function parse(args) {
  const rules = /** @type {const} */ ({
    runs: COUNT,
    minutes: COUNT,
    only: /^F\d+(,F\d+)*$/,
    long: true,
    fresh: true,
  });
  const { runs = '1', minutes, only, long = false, fresh = false } = parseOptions(args, rules, USAGE);
  return {
    runs: Number(runs),
    minutes: minutes === undefined ? undefined : Number(minutes),
    grep: only && `(^| )(${only.replaceAll(',', '|')}) `,
    isLong: long,
    isFresh: fresh,
  };
}
