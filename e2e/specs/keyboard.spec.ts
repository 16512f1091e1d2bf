import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

test('with the keyboard alone: a room is made, somebody invited, a screen shared and seen, the room left', async ({
  arrive,
  serverUrl,
}) => {
  const ada = await arrive('Ada');
  const { page } = ada;
  const { keyboard } = page;
  /** Goes on with Tab, as a person would, until the focus is there. */
  const tabTo = async (role: 'button' | 'textbox', name: string) => {
    const wanted = page.getByRole(role, { name, exact: true });
    await expect(wanted).toBeVisible();
    for (let step = 0; step < 40; step++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${name}`);
  };

  await page.goto(serverUrl);
  await tabTo('button', 'New meeting');
  await keyboard.press('Enter');
  await expect(pageContract.nameField(page)).toBeVisible();
  await tabTo('textbox', 'Your name');
  await keyboard.type('Ada');
  await keyboard.press('Enter');
  await expect(ada.main).toHaveAttribute('data-state', 'in-call');

  const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue();
  const bob = await arrive('Bob');
  await bob.page.goto(`${link}?name=Bob&join=1`);
  await expect(page.getByRole('group', { name: 'Bob' })).toBeVisible();

  await keyboard.press('d');
  const screen = bob.page.getByRole('group', { name: "Ada's screen" });
  await expect(screen).toBeVisible();
  // The newest: the one before it stays until this one is drawn.
  const video = screen.locator('video').last();
  await expect
    .poll(() => video.evaluate((one: HTMLVideoElement) => one.getVideoPlaybackQuality().totalVideoFrames))
    .toBeGreaterThan(0);

  // What takes the focus gives it back.
  await tabTo('button', 'People');
  await keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'People' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(pageContract.button(page, 'People')).toBeFocused();

  await keyboard.press('d');
  await expect(screen).toHaveCount(0);
  await tabTo('button', 'Leave');
  await keyboard.press('Enter');
  await expect(ada.main).toHaveAttribute('data-state', 'left');
});
