import { expect } from '@confab/testkit';
import { openExample } from '../support/openExample.ts';
import { test } from '../support/test.ts';

/** What the page leaves for the console. */
declare const session: {
  readonly effects: { setBackground(background: 'blur'): Promise<void> };
  getSnapshot(): {
    readonly notices?: readonly unknown[];
    readonly self: { readonly effects: { readonly background: string } };
  };
};

test('the example page of the client joins a call, is seen and heard, and may blur its picture', async ({
  join,
  serverUrl,
  browser,
}) => {
  const ada = await join('Ada');
  const room = new URL(ada.page.url()).pathname.split('/').at(-1) ?? '';
  // Nobody knows whose the page is that a test hands out: it may speak to this machine all the same.
  const context = await browser.newContext({ permissions: ['camera', 'microphone', 'local-network-access'] });
  const page = await context.newPage();
  await openExample(page, serverUrl, `room=${room}&name=Example`);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('status')).toHaveText('in-call, media connected, with Ada');

  const framesOf = (of: typeof page, selector: string) =>
    of
      .locator(selector)
      .evaluateAll((videos: HTMLVideoElement[]) =>
        videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames),
      );
  // Her own mirror, and Ada.
  await expect.poll(async () => (await framesOf(page, 'video')).filter((frames) => frames > 5).length).toBe(2);
  await expect(page.locator('audio')).toHaveCount(1);
  const tile = '[role="group"][aria-label="Example"] video';
  await expect.poll(async () => (await framesOf(ada.page, tile))[0]).toBeGreaterThan(5);

  await page.evaluate(() => session.effects.setBackground('blur'));
  expect(await page.evaluate(() => session.getSnapshot().notices)).toBeUndefined();
  const before = (await framesOf(ada.page, tile))[0] ?? 0;
  await expect.poll(async () => (await framesOf(ada.page, tile))[0]).toBeGreaterThan(before + 5);
  expect(await page.evaluate(() => session.getSnapshot().self.effects.background)).toBe('blur');
});
