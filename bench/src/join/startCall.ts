import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { chromium, firefox } from '@playwright/test';
import { launchFirefox } from '@confab/testkit';
import { build, defaultClientConditions } from 'vite';
import type { Tools } from '../Bench.ts';
import { MeasuredProcess } from '../measure/MeasuredProcess.ts';
import { pause } from '../measure/inParallel.ts';

const SECRET = 's'.repeat(32);
const main = (service: string) => fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));

/** Signaling and sfu as they are built, with the site in this folder in place of the app. Says the port. */
export async function startCall({ afterwards }: Tools, webRoot: string): Promise<number> {
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
  const sfu = await MeasuredProcess.start(main('sfu'), {
    ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }),
    MEDIASOUP_PORT: '0',
    // Firefox takes no media from the loopback.
    ...(process.env['CONFAB_MEDIA_IP'] && { MEDIASOUP_LISTEN_IP: process.env['CONFAB_MEDIA_IP'] }),
    MEDIASOUP_NUM_WORKERS: '1',
    SFU_PORT: '0',
    SFU_SECRET: SECRET,
    LOG_LEVEL: 'warn',
  });
  afterwards(() => sfu.stop());
  const signaling = await MeasuredProcess.start(main('signaling'), {
    PORT: '0',
    SFU_URL: `ws://127.0.0.1:${sfu.port}`,
    SFU_SECRET: SECRET,
    WEB_ROOT: webRoot,
    LOG_LEVEL: 'warn',
  });
  afterwards(() => signaling.stop());
  while ((await fetch(`http://127.0.0.1:${signaling.port}/readyz`)).status !== 200) await pause(20);
  return signaling.port;
}

/** Builds a page of the bench's own for as long as it is needed; says where it is then. */
export async function buildPage({ afterwards }: Tools, root: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'confab-bench-'));
  afterwards(() => rm(outDir, { recursive: true }));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['confab-source', ...defaultClientConditions] },
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}

const SYSTEM_CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function startChromium({ afterwards }: Tools): Promise<Browser> {
  const browser = await chromium.launch(chromiumOptions());
  afterwards(() => browser.close());
  return browser;
}

/** The system's, which plays and records without being asked. */
export async function startFirefox({ afterwards }: Tools): Promise<Browser> {
  const browser = await launchFirefox(firefox);
  afterwards(() => browser.close());
  return browser;
}

export function chromiumOptions() {
  const executablePath = process.env['CONFAB_CHROMIUM'] ?? SYSTEM_CHROMIUM.find((path) => existsSync(path));
  return {
    ...(executablePath && { executablePath }),
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-gpu',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  };
}
