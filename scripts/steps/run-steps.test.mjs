import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { summaryLines } from './count-tests.mjs';
import { runSteps } from './run-steps.mjs';

/** @typedef {import('./count-tests.mjs').Count} Count */

const steps = [
  { name: 'lint', commands: [['lint']] },
  { name: 'unit', commands: [['unit']], hasTests: true },
  { name: 'e2e', commands: [['prepare'], ['e2e']], hasTests: true },
];

/** @param {Record<string, { code?: number, output?: string, count?: Count }>} behaviour */
function setUp(behaviour) {
  /** @type {string[]} */
  const ran = [];
  /** @type {string[]} */
  const said = [];
  const run = async (
    /** @type {string} */ program,
    /** @type {unknown} */ _args,
    /** @type {{ env?: NodeJS.ProcessEnv }} */ options = {},
  ) => {
    ran.push(program);
    const { code = 0, output = '', count } = behaviour[program] ?? {};
    if (count) await writeFile(options.env?.['CONFAB_TEST_COUNT'] ?? expect.unreachable(), JSON.stringify(count));
    return { code, output, hasTimedOut: false };
  };
  const result = runSteps(steps, { env: {}, isVerbose: false, say: (line) => said.push(line), run });
  return { ran, said, result };
}

describe('runSteps', () => {
  it('runs all, a line for each, and adds the tests up', async () => {
    const { ran, said, result } = setUp({
      unit: { count: { passed: 3, failed: 0, skipped: [] } },
      e2e: { count: { passed: 2, failed: 0, skipped: [{ title: 'firefox', reason: 'none here' }] } },
    });
    const { failed, count } = await result;
    expect(failed).toBeUndefined();
    expect(ran).toEqual(['lint', 'unit', 'prepare', 'e2e']);
    expect(said.map((line) => line.replace(/ +[\d.]+ s/, ' …'))).toEqual([
      '✓ lint …',
      '✓ unit …  3 tests',
      '✓ e2e …  2 tests',
    ]);
    expect(summaryLines(count)).toEqual(['skipped: firefox (none here)', '5 passed, 0 failed, 1 skipped']);
  });

  it('stops at the first that fails and shows what it said', async () => {
    const { ran, said, result } = setUp({
      unit: { code: 1, output: 'expected 1 to be 2\n', count: { passed: 3, failed: 2, skipped: [] } },
    });
    const { failed, count } = await result;
    expect([failed, ran]).toEqual(['unit', ['lint', 'unit']]);
    expect(said.at(-1)).toBe('expected 1 to be 2');
    expect(summaryLines(count)).toEqual(['3 passed, 2 failed']);
  });

  it('never closes with "0 failed" after a failure', async () => {
    const { result } = setUp({ lint: { code: 1, output: 'no' } });
    expect(summaryLines((await result).count)).toEqual(['0 passed, 1 failed']);
  });

  it('fails when a later command of a step fails', async () => {
    const { result } = setUp({ prepare: { code: 2 } });
    expect((await result).failed).toBe('e2e');
  });
});
