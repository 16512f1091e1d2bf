import { writeFileSync } from 'node:fs';

/** Counts vitest's tests for the closing line of `npm test`. */
export default class CountReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env['CONFAB_TEST_COUNT'];
    if (!file) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state);
    const skipped = inState('skipped').map((test) => ({ title: test.fullName, reason: reasonOf(test) }));
    writeFileSync(
      file,
      JSON.stringify({ passed: inState('passed').length, failed: inState('failed').length, skipped }),
    );
  }
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? (test.options.mode === 'todo' ? 'to do' : 'no reason given');
}
