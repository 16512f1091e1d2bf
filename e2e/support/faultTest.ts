import { test as base } from '@confab/testkit';
import { canListProcesses } from './descendantsOf.ts';
import type { RunningConfab } from './startConfab.ts';
import { startConfab } from './startConfab.ts';

/** The kit's test, on a Confab of its own: these tests break what they run on. */
export const test = base.extend<{ readonly confab: RunningConfab }>({
  confab: async ({}, use, testInfo) => {
    testInfo.skip(!canListProcesses, 'this system has no /proc to find the processes in');
    const confab = await startConfab();
    await use(confab);
    await confab.stop();
  },
  serverUrl: async ({ confab }, use) => use(confab.url),
});
