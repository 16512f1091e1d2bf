import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { root } from '../setup/prepare.mjs';

const SYSTEM_CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The development pages and a browser to look at them; both are gone afterwards.
 * @param {readonly string[]} args more for the browser
 * @param {(what: { browser: import('@playwright/test').Browser, url: string }) => Promise<void>} look
 */
export async function onDevPages(args, look) {
  const server = await createServer({
    root: join(root, 'apps/web'),
    server: { port: 0, strictPort: false },
    logLevel: 'error',
  });
  await server.listen();
  const executablePath = process.env['CONFAB_CHROMIUM'] ?? SYSTEM_CHROMIUM.find((path) => existsSync(path));
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...args],
  });
  try {
    await look({ browser, url: server.resolvedUrls?.local[0] ?? '' });
  } finally {
    await browser.close();
    await server.close();
  }
}
