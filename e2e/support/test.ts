import { test as base } from '@confab/testkit';
import { startConfab } from './startConfab.ts';

/** The kit's test, on a Confab that is started when the first test needs it, or on the one that CONFAB_URL names. */
export const test = base.extend<object, { readonly confabUrl: string }>({
  confabUrl: [
    async ({}, use) => {
      const running = process.env['CONFAB_URL'];
      if (running) return use(running);
      const confab = await startConfab();
      await use(confab.url);
      await confab.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  serverUrl: async ({ confabUrl }, use) => use(confabUrl),
});
