import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

/** WCAG 2.2, 2.5.8; what is pressed all the time is larger. */
const SMALLEST = 24;
const LARGE = 40;

const boxOf = (element: Element) => element.getBoundingClientRect();
const buttonsIn = (place: Element) =>
  [...place.querySelectorAll('button, select, input:not([type=file])')].filter((one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
  );

afterEach(() => page.viewport(1280, 800));

describe.each([
  [844, 390],
  [667, 375],
] as const)('on a phone lying on its side, %i×%i', (width, height) => {
  beforeEach(() => page.viewport(width, height));

  const expectWhole = () => {
    const { scrollWidth } = document.documentElement;
    expect(scrollWidth).toBeLessThanOrEqual(width);
    for (const button of buttonsIn(document.body)) {
      const { width: wide, height: high } = boxOf(button);
      const name = button.getAttribute('aria-label') ?? button.textContent;
      expect([name, wide >= SMALLEST || wide <= 1, high >= SMALLEST || high <= 1]).toEqual([name, true, true]);
    }
  };

  it('the call shows everybody above the controls, each of which can be pressed', async () => {
    openCall({ others: 5, hasHands: true, isHost: true, waiting: 1 });
    await expect.element(page.getByRole('button', { name: 'Leave' })).toBeInViewport();
    const bar = boxOf(page.getByRole('toolbar').element());
    const drawn = () => page.getByRole('group').elements().map(boxOf);
    await expect.poll(() => drawn().filter(({ height: high }) => high > 60)).toHaveLength(6);
    const tiles = drawn();
    for (const { top, left, right, bottom } of tiles) {
      expect([top >= 0, left >= 0, right <= width, bottom <= bar.top + 1]).toEqual([true, true, true, true]);
    }
    for (const button of buttonsIn(page.getByRole('toolbar').element())) {
      const { width: wide, height: high, right, bottom } = boxOf(button);
      expect([wide >= LARGE, high >= LARGE, right <= width, bottom <= height]).toEqual([true, true, true, true]);
    }
    expectWhole();
  });

  it('the list of people can be read to its end, and closed', async () => {
    openCall({ others: 5, isHost: true, waiting: 2, view: { panel: 'people' } });
    const end = page.getByRole('button', { name: 'End for everyone' });
    await expect.element(end).toBeInTheDocument();
    expectWhole();
    end.element().scrollIntoView({ block: 'nearest' });
    await expect.element(end).toBeInViewport();
    const { bottom } = boxOf(end.element());
    expect(bottom).toBeLessThanOrEqual(boxOf(page.getByRole('toolbar').element()).top);
    await page.getByRole('button', { name: 'Close people' }).click();
    await expect.element(page.getByRole('complementary')).not.toBeInTheDocument();
  });

  it('the settings can be read to their end, and closed', async () => {
    openCall({ view: { dialog: 'settings' } });
    const dialog = page.getByRole('dialog');
    await expect.element(dialog).toBeVisible();
    expectWhole();
    const { top, bottom } = boxOf(dialog.element());
    expect([top >= 0, bottom <= height]).toEqual([true, true]);
    const last = buttonsIn(dialog.element()).at(-1);
    last?.scrollIntoView({ block: 'nearest' });
    await expect.poll(() => last && boxOf(last).bottom).toBeLessThanOrEqual(bottom);
    await expect.element(page.getByRole('button', { name: 'Close', exact: true })).toBeInViewport();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.element(dialog).not.toBeInTheDocument();
  });

  it('the lobby has the name, the way in and the switches in sight', async () => {
    openCall({ isLobby: true, entry: 'free', others: 2 });
    for (const button of ['Mute', 'Stop video', 'Join'])
      await expect.element(page.getByRole('button', { name: button, exact: true })).toBeInViewport({ ratio: 1 });
    await expect.element(page.getByRole('textbox', { name: 'Your name' })).toBeInViewport({ ratio: 1 });
    expectWhole();
  });

  it('who waits sees the switches and the way out', async () => {
    openCall({ ends: 'waiting' });
    for (const button of ['Mute', 'Stop video', 'Leave'])
      await expect.element(page.getByRole('button', { name: button, exact: true })).toBeInViewport({ ratio: 1 });
    expectWhole();
  });
});
