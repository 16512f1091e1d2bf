import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';

const fixtures = fileURLToPath(new URL('../testing/fixtures', import.meta.url));

/** @param {string} program @param {readonly string[]} args */
async function count(program, args) {
  const file = join(await temporaryFolder(), 'count.json');
  // Of the run that runs this test, which would be taken for this one's own.
  const { TEST, VITEST, NODE_OPTIONS, ...env } = process.env;
  const { code, output } = await runProgram(join(root, 'node_modules/.bin', program), args, {
    cwd: fixtures,
    env: { ...env, CONFAB_TEST_COUNT: file },
  });
  return { code, count: JSON.parse(await readFile(file, 'utf8').catch(() => expect.fail(output))) };
}

describe('the reporters', () => {
  it("count vitest's tests, with the reasons of those that did not run", async () => {
    const reporter = join(root, 'scripts/steps/vitest-reporter.mjs');
    const run = await count('vitest', ['run', '--config', 'vitest.config.mjs', '--reporter', reporter]);
    expect(run).toEqual({
      code: 1,
      count: {
        passed: 1,
        failed: 1,
        skipped: [
          { title: 'counted > needs what is not here', reason: 'no Firefox on this machine' },
          { title: 'counted > comes later', reason: 'to do' },
        ],
      },
    });
  });

  it("count Playwright's tests, with the reasons of those that did not run", async () => {
    const reporter = join(root, 'scripts/steps/playwright-reporter.mjs');
    const run = await count('playwright', ['test', '--config', 'playwright.config.mjs', `--reporter=${reporter}`]);
    expect(run).toEqual({
      code: 1,
      count: {
        passed: 1,
        failed: 1,
        skipped: [{ title: 'counted.pw.mjs › needs what is not here', reason: 'no Firefox on this machine' }],
      },
    });
  });
});
