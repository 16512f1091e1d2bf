import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { LandingPage } from '../src/features/landing/LandingPage.tsx';
import { openCall } from './openCall.tsx';
import { screens } from './screens.ts';
import { show } from './show.tsx';

/** WCAG 2.2, 1.4.10: so wide is a page that is enlarged four times. Russian words are longer than English ones. */
const [WIDTH, HEIGHT] = [320, 640];

beforeEach(() => {
  document.documentElement.lang = 'en';
});

afterEach(() => page.viewport(1280, 800));

it.each(Object.entries(screens))('%s fits on the narrowest screen, in Russian', async (_name, [scene = {}]) => {
  await page.viewport(WIDTH, HEIGHT);
  openCall({ ...scene, preferences: { language: 'ru' } });
  const { dialog, panel } = scene.view ?? {};
  await expect.poll(() => document.documentElement.lang).toBe('ru');
  await expect.element(page.getByRole(dialog ? 'dialog' : panel ? 'complementary' : 'main')).toBeInTheDocument();
  expectFitting();
});

it('the first page fits on the narrowest screen, in Russian', async () => {
  await page.viewport(WIDTH, HEIGHT);
  show(<LandingPage />, { language: 'ru' });
  await expect.poll(() => document.documentElement.lang).toBe('ru');
  await expect.element(page.getByRole('main')).toBeVisible();
  expectFitting();
});

/** Nothing sticks out at a side, and no word on a button is cut. */
function expectFitting(): void {
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(WIDTH);
  const parts = [...document.querySelectorAll('button, a, input:not([type=file]), select, h1, h2, h3, p, label')];
  const seen = parts.filter((part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  const outside = seen.filter((part) => {
    const { left, right, width } = part.getBoundingClientRect();
    return width > 1 && (left < -1 || right > WIDTH + 1);
  });
  // What has an icon for its face has a tip that is wider.
  const cut = seen.filter(
    (part) => part.matches('button:not([aria-label])') && part.scrollWidth > part.clientWidth + 1,
  );
  expect({ outside: outside.map(describePart), cut: cut.map(describePart) }).toEqual({ outside: [], cut: [] });
}

const describePart = (part: Element): string =>
  `${part.localName} ${part.getAttribute('aria-label') ?? part.textContent}`;
