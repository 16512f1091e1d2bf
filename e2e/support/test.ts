import { test as base } from '@confab/testkit';
import type { Embedder } from './serveEmbedder.ts';
import { serveEmbedder } from './serveEmbedder.ts';
import { startConfab } from './startConfab.ts';

type WorkerFixtures = {
  readonly confabUrl: string;
  /** Undefined on a Confab that CONFAB_URL names: it knows nothing of this one. */
  readonly embedder: Embedder | undefined;
};

/** The kit's test, on a Confab that is started when the first test needs it, or on the one that CONFAB_URL names. */
export const test = base.extend<object, WorkerFixtures>({
  embedder: [
    async ({}, use) => {
      if (process.env['CONFAB_URL']) return use(undefined);
      const embedder = await serveEmbedder();
      await use(embedder);
      await embedder.close();
    },
    { scope: 'worker' },
  ],
  confabUrl: [
    async ({ embedder }, use) => {
      const running = process.env['CONFAB_URL'];
      if (running) return use(running);
      const confab = await startConfab(embedder && { EMBED_ORIGINS: embedder.allowed });
      await use(confab.url);
      await confab.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  serverUrl: async ({ confabUrl }, use) => use(confabUrl),
});
