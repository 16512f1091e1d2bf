import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

const tile = (name: string) => page.getByRole('group', { name, exact: true });
const more = async (name: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name, exact: true }).click();
};
const videoOf = (name: string) => tile(name).element().querySelector('video');

afterEach(async () => {
  if (document.pictureInPictureElement) await document.exitPictureInPicture();
  if (document.fullscreenElement) await document.exitFullscreen();
});

it('puts who stands in front above all windows, and takes them back', async () => {
  openCall({ others: 3 });
  await expect.poll(() => videoOf('Bob')?.readyState).toBeGreaterThanOrEqual(2);
  await tile('Bob').hover();
  await page.getByRole('button', { name: 'Pin Bob' }).click();
  await expect.element(tile('Bob')).toHaveAttribute('data-part', 'main');
  await more('Picture in picture');
  await expect.poll(() => document.pictureInPictureElement).toBe(videoOf('Bob'));
  await more('Picture in picture');
  await expect.poll(() => document.pictureInPictureElement).toBeNull();
});

it('puts who speaks there where nobody stands in front', async () => {
  const { session } = openCall({ others: 2 });
  await expect.element(tile('Grace Hopper')).toBeVisible();
  session.speak(0);
  await expect.element(tile('Grace Hopper')).toHaveAttribute('data-speaking', 'true');
  await expect.poll(() => videoOf('Grace Hopper')?.readyState).toBeGreaterThanOrEqual(2);
  await more('Picture in picture');
  await expect.poll(() => document.pictureInPictureElement).toBe(videoOf('Grace Hopper'));
});

it('fills the screen, says what leads back, and leads back', async () => {
  openCall({ others: 1 });
  await expect.element(tile('Grace Hopper')).toBeVisible();
  await more('Full screen');
  await expect.poll(() => document.fullscreenElement).toBe(document.documentElement);
  await more('Exit full screen');
  await expect.poll(() => document.fullscreenElement).toBeNull();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect.element(page.getByRole('button', { name: 'Full screen', exact: true })).toBeVisible();
});
