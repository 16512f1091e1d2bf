import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** The system's Chromium, since Playwright's own cannot be downloaded everywhere. */
const SYSTEM_CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const executablePath = process.env['CONFAB_CHROMIUM'] ?? SYSTEM_CHROMIUM.find((path) => existsSync(path));
const isRoot = process.getuid?.() === 0;

const longProjects = [
  // Without a trace: what it costs would be taken for what a fault costs.
  { name: 'faults', testDir: 'faults', use: { trace: 'off' as const } },
  { name: 'soak', testDir: 'soak' },
  { name: 'random', testDir: 'random' },
  { name: 'recovery', testDir: 'recovery' },
  { name: 'firefox', testDir: 'browsers' },
];

export default defineConfig({
  projects: [
    { name: 'testkit', testDir: '../packages/testkit/test' },
    { name: 'confab', testDir: 'specs' },
    // What breaks, and how fast we are back, for minutes: each by a command of its own only.
    ...longProjects.filter(({ name }) => name === process.env['CONFAB_PROJECT']),
  ],
  testMatch: '**/*.spec.ts',
  tsconfig: 'tsconfig.json',
  // The sfu's program, where nothing else has named one.
  globalSetup: '../scripts/steps/provide-worker.mjs',
  // A folder of its own: Playwright empties it, and beside it is kept what several runs have measured.
  outputDir: '../test-results/e2e',
  // A test that fails now and then is a bug of the highest priority, not something to try again.
  retries: 0,
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  // Long, for machines that are lent out in small shares; what holds is seen at once.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['./support/faultReporter.ts']],
  use: {
    browserName: 'chromium',
    video: 'off',
    // Without pictures of the pages, which would take a good part of the machine that makes the call.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
        '--disable-gpu',
        // Whoever shares a screen shares the whole of it, without being asked which.
        '--auto-select-desktop-capture-source=Entire screen',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // For the page on plain http that is not localhost.
        '--host-resolver-rules=MAP confab.test 127.0.0.1',
        // Pages of other people are in the background, and must go on all the same.
        '--disable-backgrounding-occluded-windows',
        '--disable-renderer-backgrounding',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
