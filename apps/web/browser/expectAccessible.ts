import axe from 'axe-core';
import { expect } from 'vitest';

/** No violation of WCAG 2.2 A and AA that axe can see, nor of what it calls best practice. */
export async function expectAccessibleInBothThemes(part?: Element): Promise<void> {
  document.documentElement.dataset['theme'] = 'light';
  expect(
    await findViolations(part ?? document.documentElement, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // A part alone needs no landmarks and no first heading.
      rules: part ? { region: { enabled: false }, 'heading-order': { enabled: false } } : {},
    }),
  ).toEqual([]);
  // Nothing but colours is different in the other one.
  document.documentElement.dataset['theme'] = 'dark';
  expect(await findViolations(part ?? document.documentElement, { runOnly: ['color-contrast'] })).toEqual([]);
}

/** What axe finds, by rule and place. */
export async function findViolations(place: Element, options: axe.RunOptions) {
  const { violations } = await axe.run(place, { ...options, resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
}
