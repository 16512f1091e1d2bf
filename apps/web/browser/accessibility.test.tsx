import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { LandingPage } from '../src/features/landing/LandingPage.tsx';
import { NotFoundPage } from '../src/app/NotFoundPage.tsx';
import { expectAccessibleInBothThemes } from './expectAccessible.ts';
import { openCall } from './openCall.tsx';
import { screens } from './screens.ts';
import { show } from './show.tsx';

it.each(Object.entries(screens))('%s is accessible in both themes', async (_name, [scene, there]) => {
  openCall(scene);
  await expect.element(page.getByText(there).first()).toBeInTheDocument();
  await expectAccessibleInBothThemes();
});

it('the first page is accessible in both themes', async () => {
  show(<LandingPage />);
  await expect.element(page.getByRole('button', { name: 'New meeting' })).toBeVisible();
  await expectAccessibleInBothThemes();
});

it('the page of addresses that lead nowhere is accessible in both themes', async () => {
  show(<NotFoundPage />);
  await expect.element(page.getByText('There is nothing here')).toBeVisible();
  await expectAccessibleInBothThemes();
});

beforeEach(() => {
  document.documentElement.lang = 'en';
});
