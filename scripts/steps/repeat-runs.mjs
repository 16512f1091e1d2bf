import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @typedef {object} RepeatOptions
 * @property {string} log what has been done is written there, a line of JSON for each go, so that it can be gone on with
 * @property {number} runs
 * @property {number | undefined} minutes no run is begun after so many; undefined: all of them
 * @property {boolean} isFresh what was done before is thrown away
 * @property {number} [atOnce] so many, at most, are done in one go: what takes time before the first test is done once for all
 * @property {(runs: number) => Promise<Record<string, unknown>>} once
 * @property {() => number} [nowMs] replaced in tests
 */

/**
 * Does something again and again, as often as is still missing.
 * @param {RepeatOptions} options
 * @returns {Promise<{ done: number, missing: number, secondsEach: number }>}
 */
export async function repeatRuns({ log, runs, minutes, isFresh, once, atOnce = 1, nowMs = () => performance.now() }) {
  mkdirSync(dirname(log), { recursive: true });
  if (isFresh) rmSync(log, { force: true });
  const untilMs = minutes === undefined ? Number.POSITIVE_INFINITY : nowMs() + minutes * 60_000;
  let done = total(log, 'runs');
  for (let beganMs = nowMs(); done < runs && beganMs < untilMs; beganMs = nowMs()) {
    const now = Math.min(atOnce, runs - done);
    const result = await once(now);
    const seconds = Math.round((nowMs() - beganMs) / 1_000);
    // A line that was cut off must not take this one along.
    appendFileSync(log, `\n${JSON.stringify({ at: new Date().toISOString(), runs: now, seconds, ...result })}\n`);
    done += now;
  }
  return {
    done,
    missing: Math.max(0, runs - done),
    secondsEach: Math.round(total(log, 'seconds') / Math.max(1, done)),
  };
}

/**
 * @param {string} log
 * @param {'runs' | 'seconds'} key
 */
const total = (log, key) => readRuns(log).reduce((sum, one) => sum + Number(one[key] ?? 0), 0);

/**
 * All that is in the log; a line that was cut off is nothing.
 * @param {string} log
 * @returns {Record<string, unknown>[]}
 */
export function readRuns(log) {
  return readLines(log).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** @param {string} log */
function readLines(log) {
  try {
    return readFileSync(log, 'utf8').split('\n');
  } catch {
    return [];
  }
}
