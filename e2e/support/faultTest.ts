import { test as base } from '@confab/testkit';
import { canListProcesses } from './descendantsOf.ts';
import type { RunningConfab } from './startConfab.ts';
import { startConfab } from './startConfab.ts';

/** The kit's test, on a Confab of its own: these tests break what they run on. */
export const test = base.extend<{
  readonly confab: RunningConfab;
  /** With two of them rooms of three have a standby (ME11). */
  readonly mediaWorkers: number;
}>({
  mediaWorkers: [1, { option: true }],
  confab: async ({ mediaWorkers }, use, testInfo) => {
    testInfo.skip(!canListProcesses, 'this system has no /proc to find the processes in');
    const confab = await startConfab({ MEDIASOUP_NUM_WORKERS: String(mediaWorkers) });
    await use(confab);
    await confab.stop();
  },
  serverUrl: async ({ confab }, use) => use(confab.url),
});
