import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../packages/client/example', import.meta.url));
const PATH = '/example/';

type Bundle = Extract<Awaited<ReturnType<typeof build>>, { output: unknown }>;

/** The client's example page, built from its sources, opened as if this Confab served it: by its rules for pages, too. */
export async function openExample(page: Page, serverUrl: string, query: string): Promise<void> {
  const { output } = (await build({
    root: ROOT,
    base: PATH,
    logLevel: 'error',
    configFile: false,
    build: { write: false, target: 'esnext', modulePreload: { polyfill: false } },
    resolve: { conditions: ['confab-source', 'module', 'browser'] },
  })) as Bundle;
  const files = new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]));
  const policy = (await fetch(serverUrl)).headers.get('content-security-policy') ?? '';
  await page.route(`${new URL(PATH, serverUrl)}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(PATH.length) || 'index.html';
    const body = files.get(name);
    if (body === undefined) return route.fulfill({ status: 404 });
    const contentType = name.endsWith('.html') ? 'text/html' : 'text/javascript';
    return route.fulfill({
      body: typeof body === 'string' ? body : Buffer.from(body),
      headers: { 'content-type': contentType, 'content-security-policy': policy },
    });
  });
  await page.goto(`${new URL(PATH, serverUrl)}?${query}`);
}
