import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What a test run came to; both reporters write it as JSON where CONFAB_TEST_COUNT says.
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {readonly { title: string, reason: string }[]} skipped
 */

/** @type {Count} */
export const nothing = { passed: 0, failed: 0, skipped: [] };

/**
 * @param {Count} a
 * @param {Count} b
 * @returns {Count}
 */
export const sum = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
});

/**
 * The closing lines: what did not run and why, and the count alone on the last one.
 * @param {Count} count
 * @returns {string[]}
 */
export function summaryLines({ passed, failed, skipped }) {
  const details = skipped.map(({ title, reason }) => `skipped: ${title} (${reason})`);
  return [...details, `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`];
}

/**
 * Gives work a file for its reporter to write to, and reads it afterwards.
 * @template T
 * @param {(file: string) => Promise<T>} work
 * @returns {Promise<{ result: T, count: Count }>} a run that never came to its reporter counts nothing
 */
export async function countTests(work) {
  const folder = await mkdtemp(join(tmpdir(), 'confab-tests-'));
  try {
    const file = join(folder, 'count.json');
    const result = await work(file);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return { result, count: text === undefined ? nothing : JSON.parse(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
