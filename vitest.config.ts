import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const SOURCE = 'confab-source';
const notOurs = ['**/node_modules/**', '**/dist/**', '**/.gitlab-ci-local/**'];

export default defineConfig({
  // Packages meet each other in their sources, so that no test runs against an old build.
  resolve: { conditions: [SOURCE, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/src/**/*.test.{ts,tsx}'],
          exclude: notOurs,
          sequence: { groupOrder: 0 },
          // For machines that are lent out in small shares.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            '{sfu,signaling,packages/*,apps/*}/test/**/*.test.ts',
            'sfu/worker/test/**/*.test.mjs',
            'scripts/**/*.test.mjs',
          ],
          exclude: notOurs,
          globalSetup: ['scripts/steps/provide-worker.mjs'],
          // Real processes with real deadlines: more at once than cores would measure the machine.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 90_000,
          expect: { poll: { timeout: 45_000 } },
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'fuzz',
          include: ['signaling/test/**/*.fuzz.ts'],
          exclude: notOurs,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
