import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

test('a call in a frame of a page of another origin: what it tells, what it obeys, and who may not have one', async ({
  arrive,
  join,
  embedder,
  serverUrl,
}) => {
  test.skip(!embedder, 'the Confab that CONFAB_URL names allows other pages, or none');
  const query = new URLSearchParams({ server: serverUrl });
  const pageOf = (origin = '') => `${origin}/example/index.html?${query}`;
  const { page } = await arrive('Ada');
  const state = page.locator('#state');
  const frame = page.frameLocator('iframe');

  // Neither is the frame drawn, nor does anybody answer from it.
  await page.goto(pageOf(embedder?.refused));
  await expect.poll(() => page.frames().map((one) => one.url())).toContain('chrome-error://chromewebdata/');
  await expect(state).toHaveText('nothing yet');

  await page.goto(pageOf(embedder?.allowed));
  await expect(state).toHaveText('in-call, microphone on, with nobody');
  const bob = await join('Bob', { room: 'embedded-example' });
  await expect(state).toHaveText('in-call, microphone on, with Bob');
  await page.getByRole('button', { name: 'Mute' }).first().click();
  await expect(state).toHaveText('in-call, microphone off, with Bob');
  await expect(pageContract.tile(bob.page, 'Ada')).toHaveAttribute('data-mic', 'off');
  await expect(frame.getByRole('button', { name: 'Unmute', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Leave' }).first().click();
  await expect(state).toHaveText('left, microphone off, with nobody');
  await expect(pageContract.tile(bob.page, 'Ada')).toBeHidden();
});
