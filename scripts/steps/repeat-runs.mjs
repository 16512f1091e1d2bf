import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @typedef {object} RepeatOptions
 * @property {string} log what has been done is written there, a line of JSON for each run, so that it can be gone on with
 * @property {number} runs
 * @property {number | undefined} minutes no run is begun after so many; undefined: all of them
 * @property {boolean} isFresh what was done before is thrown away
 * @property {(run: number) => Promise<Record<string, unknown>>} once
 * @property {() => number} [nowMs] replaced in tests
 */

/**
 * Does something again and again, as often as is still missing.
 * @param {RepeatOptions} options
 * @returns {Promise<{ done: number, missing: number }>}
 */
export async function repeatRuns({ log, runs, minutes, isFresh, once, nowMs = () => performance.now() }) {
  mkdirSync(dirname(log), { recursive: true });
  if (isFresh) rmSync(log, { force: true });
  const untilMs = minutes === undefined ? Number.POSITIVE_INFINITY : nowMs() + minutes * 60_000;
  let done = readRuns(log).length;
  while (done < runs && nowMs() < untilMs) {
    const result = await once(done + 1);
    // A line that was cut off must not take this one along.
    appendFileSync(log, `\n${JSON.stringify({ at: new Date().toISOString(), ...result })}\n`);
    done += 1;
  }
  return { done, missing: Math.max(0, runs - done) };
}

/**
 * All runs that are in the log; a line that was cut off is none.
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
