import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { findViolations } from './expectAccessible.ts';
import { openCall } from './openCall.tsx';
import { screens } from './screens.ts';

/** Between them they have every kind of text there is. */
const shown = ['lobby', 'lobby without devices', 'repairing', 'chat', 'people', 'settings', 'left'] as const;

it.each(shown)('%s has text of 7:1 for whoever wants more contrast, in both themes', async (name) => {
  const [scene, there] = screens[name] ?? [undefined, ''];
  openCall({ ...scene, preferences: { moreContrast: true } });
  await expect.element(page.getByText(there).first()).toBeInTheDocument();
  expect(document.documentElement.dataset['contrast']).toBe('more');
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme;
    expect(await findViolations(document.documentElement, { runOnly: ['color-contrast-enhanced'] })).toEqual([]);
  }
});
