import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build, createServer, preview } from 'vite';
import { root } from '../setup/prepare.mjs';

const SYSTEM_CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const app = join(root, 'apps/web');

/** @typedef {{ browser: import('@playwright/test').Browser, url: string }} Place */
/** @typedef {(place: Place) => Promise<void>} Look */

/**
 * The development pages and a browser to look at them; both are gone afterwards.
 * @param {readonly string[]} args more for the browser
 * @param {Look} look
 */
export async function onDevPages(args, look) {
  const server = await createServer({ root: app, server: { port: 0, strictPort: false }, logLevel: 'error' });
  await server.listen();
  await withBrowser(args, { server, look });
}

/**
 * The same pages as they are built: what the page costs is not what it costs in development.
 * @param {readonly string[]} args more for the browser
 * @param {Look} look
 */
export async function onBuiltPages(args, look) {
  const outDir = await mkdtemp(join(tmpdir(), 'confab-pages-'));
  try {
    await build({ root: app, mode: 'looking', logLevel: 'error', build: { outDir, emptyOutDir: true } });
    const server = await preview({ root: app, logLevel: 'error', build: { outDir }, preview: { port: 0 } });
    await withBrowser(args, { server, look });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** @typedef {Pick<import('vite').PreviewServer, 'resolvedUrls' | 'close'>} Server */

/** @param {readonly string[]} args @param {{ server: Server, look: Look }} what */
async function withBrowser(args, { server, look }) {
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
