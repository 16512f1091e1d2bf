import type { Locator, Page } from '@playwright/test';

/** Where on the page the meters look. */
export const pageSelectors = {
  main: 'main[data-state]',
  tile: '[role="group"][data-peer-id]',
  voice: 'audio[data-peer-id]',
} as const;

/** Everything of a page under test that this kit relies on: roles, accessible names, data- attributes, addresses. */
export const pageContract = {
  main: (page: Page): Locator => page.locator(pageSelectors.main),
  /** Every picture on the page, one's own included. */
  tiles: (page: Page): Locator => page.locator(pageSelectors.tile),
  tile: (page: Page, tileName: string): Locator => page.getByRole('group', { name: tileName, exact: true }),
  button: (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true }),
  nameField: (page: Page): Locator => page.getByRole('textbox', { name: 'Your name' }),

  ownTileName: (name: string): string => `${name} (you)`,
  /** The room's page, with or without what its query may ask for. */
  roomUrl: (serverUrl: string, room: string, query: Readonly<Record<string, string>> = {}): string => {
    const url = new URL(`/r/${room}`, serverUrl);
    url.search = new URLSearchParams(query).toString();
    return url.href;
  },
  signalingPath: '/ws',
} as const;
