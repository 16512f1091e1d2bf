import { fileURLToPath } from 'node:url';
import { describeGaps, expect, expectFullCall, measureGaps } from '@confab/testkit';
import { sharedNow, whenWritten } from '../support/diaries.ts';
import { test } from '../support/faultTest.ts';
import { startConfab } from '../support/startConfab.ts';

const loud = fileURLToPath(new URL('../support/loudTransport.mjs', import.meta.url));

test.extend({
  confab: async ({}, use) => {
    const confab = await startConfab({ NODE_OPTIONS: `--import ${loud}` });
    await use(confab);
    await confab.stop();
  },
})('[LI8] who is cut off for sending too much is back by himself, with voice and face', async ({ confab, join }) => {
  const ada = await join('Ada', { isDirectAllowed: false });
  const bob = await join('Bob', { isDirectAllowed: false });
  await expectFullCall([ada, bob]);
  const gaps = await measureGaps([ada, bob], async () => {
    const sinceMs = sharedNow();
    confab.signal('sfu', 'SIGHUP');
    await whenWritten(bob, /media=repairing/, sinceMs);
  });
  test.info().annotations.push({ type: 'gaps', description: describeGaps(gaps).join('; ') });
  await expect(bob.main).toHaveAttribute('data-media', 'connected');
});
