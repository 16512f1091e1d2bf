import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const SOURCE = 'confab-source';
/** Where the system keeps its own, when npm test has not named one. */
const chromium =
  process.env['CONFAB_CHROMIUM'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
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
          // Pure code without module mocks leaves nothing behind: loaded once it takes a quarter of the time.
          isolate: false,
          // For machines that are lent out in small shares.
          testTimeout: 30_000,
          expect: { poll: { timeout: 25_000 } },
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
          // Real processes with real deadlines. Much of it is waiting for these, so a third one fits on two cores.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 90_000,
          expect: { poll: { timeout: 45_000 } },
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        // Found while the first test runs, they would have Vite load all pages anew in the middle of it.
        optimizeDeps: {
          include: [
            '@litertjs/core',
            '@sapphi-red/web-noise-suppressor',
            'react',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'react/jsx-runtime',
            'axe-core',
            'lucide-react',
            'mediasoup-client',
            'mediasoup-client/handlers/Chrome74',
            'mediasoup-client/handlers/Chrome111',
            'mediasoup-client/handlers/Firefox120',
            'mediasoup-client/handlers/Safari12',
            'qr',
            'wouter',
            'zod/mini',
            'zustand',
            'zustand/vanilla',
          ],
        },
        test: {
          name: 'components',
          include: ['apps/web/browser/**/*.test.tsx', 'packages/client/browser/**/*.test.ts'],
          exclude: notOurs,
          sequence: { groupOrder: 3 },
          testTimeout: 30_000,
          expect: { poll: { timeout: 25_000 } },
          // One page after the other, in one browser.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium && { executablePath: chromium }),
                args: [
                  '--autoplay-policy=no-user-gesture-required',
                  '--use-fake-device-for-media-stream',
                  '--use-fake-ui-for-media-stream',
                  '--disable-gpu',
                  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
                ],
              },
              // What moves in is half transparent on its way, and axe judges what it sees.
              contextOptions: { reducedMotion: 'reduce' },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'fuzz',
          include: ['signaling/test/**/*.fuzz.ts'],
          exclude: notOurs,
          sequence: { groupOrder: 2 },
          expect: { poll: { timeout: 45_000 } },
        },
      },
    ],
  },
});
