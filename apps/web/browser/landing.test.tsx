import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { forgetRoom, readRecentRooms, rememberRoom } from '../src/device/recentRooms.ts';
import { LandingPage } from '../src/features/landing/LandingPage.tsx';
import { show } from './show.tsx';

const before = location.href;

beforeEach(() => {
  for (const { roomId } of readRecentRooms()) forgetRoom(roomId);
});
afterEach(() => history.replaceState(null, '', before));

const field = page.getByRole('textbox', { name: 'Meeting code or link' });

it('goes to the room of a code or a link, and says what is wrong with anything else', async () => {
  show(<LandingPage />);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect.element(field).toHaveAccessibleDescription('Enter the code or the link that you were sent.');
  await expect.element(field).toHaveFocus();
  await field.fill('<b>no</b> code');
  await userEvent.keyboard('{Enter}');
  await expect.element(field).toHaveAccessibleDescription('That is no meeting code, and no link to a meeting.');
  await field.fill(`${location.origin}/r/abc-defg-hij?name=Ada`);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => location.pathname + location.search).toBe('/r/abc-defg-hij?name=Ada');
});

it('says that no meeting could be started, and can be asked again', async () => {
  show(<LandingPage />);
  await page.getByRole('button', { name: 'New meeting' }).click();
  await expect.element(page.getByRole('alert').filter({ hasText: 'did not start a meeting' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'New meeting' })).toBeEnabled();
});

it('knows where this device was lately, until it is to forget it', async () => {
  rememberRoom({ roomId: 'abc-defg-hij', at: Date.UTC(2026, 10, 20) });
  show(<LandingPage />);
  await expect.element(page.getByRole('link', { name: /abc-defg-hij/ })).toHaveAttribute('href', '/r/abc-defg-hij');
  await page.getByRole('button', { name: 'Forget abc-defg-hij' }).click();
  await expect.element(page.getByRole('region', { name: 'Recent meetings' })).not.toBeInTheDocument();
  expect(readRecentRooms()).toEqual([]);
});
