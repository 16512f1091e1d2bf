import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

afterEach(() => page.viewport(1280, 800));

it('has every button in sight on a phone, or behind More', async () => {
  await page.viewport(360, 740);
  openCall();
  const toolbar = page.getByRole('toolbar');
  await expect.element(toolbar).toBeVisible();
  for (const button of toolbar.getByRole('button').elements()) {
    const { left, right } = button.getBoundingClientRect();
    expect([left >= 0, right <= 360]).toEqual([true, true]);
  }
  await page.getByRole('button', { name: 'More' }).click();
  for (const name of ['Raise hand', 'Reactions', 'People', 'Settings']) {
    await expect.element(page.getByRole('button', { name, exact: true })).toBeInViewport();
  }
  await page.getByRole('button', { name: 'People', exact: true }).click();
  await expect.element(page.getByRole('complementary', { name: 'People' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Raise hand' })).not.toBeInTheDocument();
});

it('has them all in one row where there is room', async () => {
  openCall();
  for (const name of ['Share screen', 'Raise hand', 'Reactions', 'Chat', 'People', 'Settings', 'More', 'Leave'])
    await expect.element(page.getByRole('toolbar').getByRole('button', { name, exact: true })).toBeInViewport();
});
