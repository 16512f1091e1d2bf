import { writeFileSync } from 'node:fs';

/** Counts Playwright's tests for the closing line of `npm test`. */
export default class CountReporter {
  /** @type {import('@playwright/test/reporter').Suite | undefined} */
  #suite;

  /**
   * @param {import('@playwright/test/reporter').FullConfig} _config
   * @param {import('@playwright/test/reporter').Suite} suite
   */
  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onEnd() {
    const file = process.env['CONFAB_TEST_COUNT'];
    if (!file) return;
    const tests = this.#suite?.allTests() ?? [];
    // Retries are off; where somebody turns them on, a test that needed one has not passed.
    const failed = tests.filter((test) => ['unexpected', 'flaky'].includes(test.outcome()));
    const skipped = tests.filter((test) => test.outcome() === 'skipped');
    const passed = tests.length - failed.length - skipped.length;
    const told = skipped.map((test) => ({
      title: test.titlePath().filter(Boolean).join(' › '),
      reason: reasonOf(test),
    }));
    writeFileSync(file, JSON.stringify({ passed, failed: failed.length, skipped: told }));
  }

  printsToStdio() {
    return false;
  }
}

/** @param {import('@playwright/test/reporter').TestCase} test */
const reasonOf = (test) =>
  test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? 'did not run';
