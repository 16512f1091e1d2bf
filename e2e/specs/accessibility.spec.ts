import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

/** No violation of WCAG 2.2 A and AA that axe can see. */
async function expectAccessible(page: Page): Promise<void> {
  // What moves in is half transparent on its way.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is accessible in the ${colorScheme} theme`, async ({ arrive, people, room, serverUrl }) => {
    const [ada, bob] = await people('Ada', 'Bob');
    const { page } = ada;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(ada.tileOf(bob)).toBeVisible();
    await expectAccessible(page);

    await ada.press('Chat');
    await page.getByRole('textbox', { name: 'Message to everyone' }).fill('See https://example.org');
    await page.getByRole('textbox', { name: 'Message to everyone' }).press('Enter');
    await expect(page.getByRole('link', { name: 'https://example.org' })).toHaveAttribute('rel', 'noopener noreferrer');
    await expectAccessible(page);

    await ada.press('People');
    await ada.press('Actions for Bob');
    await expectAccessible(page);
    await ada.press('Close people');
    await expect(pageContract.button(page, 'People')).toBeFocused();

    await ada.press('Settings');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await ada.press('More');
    await expectAccessible(page);
    await ada.press('Invite people');
    await expect(page.getByRole('dialog', { name: 'Invite people' })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');

    await ada.press('Leave');
    await expect(ada.main).toHaveAttribute('data-state', 'left');
    await expectAccessible(page);

    const cleo = await arrive('Cleo');
    await cleo.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await cleo.page.goto(serverUrl);
    await expectAccessible(cleo.page);
    await cleo.page.goto(pageContract.roomUrl(serverUrl, room));
    await expect(pageContract.nameField(cleo.page)).toBeVisible();
    await expectAccessible(cleo.page);
  });
}
