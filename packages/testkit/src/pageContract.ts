import type { Locator, Page } from '@playwright/test';

/** The only things of a page under test that this kit relies on (docs: "The fixed surface"). */
export const pageContract = {
  main: (page: Page): Locator => page.locator('main[data-state]'),
  toolbar: (page: Page): Locator => page.getByRole('toolbar'),
  /** A remote person's tile. */
  tile: (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true }),
  /** Every picture on the page, one's own included. */
  tiles: (page: Page): Locator => page.locator('[role="group"][data-peer-id]'),
  ownTile: (page: Page, name: string): Locator => page.getByRole('group', { name: `${name} (you)`, exact: true }),
  nameField: (page: Page): Locator => page.getByRole('textbox', { name: 'Your name' }),
  button: (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true }),
} as const;
