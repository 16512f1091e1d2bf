import type { Page } from '@playwright/test';

/** On the page's own origin, which is where most pages allow workers to come from. */
export const CAMERA_WORKER_PATH = '/confab-testkit/camera.js';

/**
 * The page finds this script at that path, whatever its server has there. Only that path is intercepted: `page.route`
 * would lead every request of the page through the test's process.
 */
export async function serveCameraWorker(page: Page, script: string): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  devTools.on('Fetch.requestPaused', ({ requestId }) => {
    const answer = {
      requestId,
      responseCode: 200,
      responseHeaders: [{ name: 'Content-Type', value: 'text/javascript' }],
      body: Buffer.from(script).toString('base64'),
    };
    // The page may be gone meanwhile, and the session with it.
    devTools.send('Fetch.fulfillRequest', answer).catch(() => undefined);
  });
  await devTools.send('Fetch.enable', { patterns: [{ urlPattern: `*${CAMERA_WORKER_PATH}` }] });
}
