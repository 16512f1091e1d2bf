import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

it('tells at once whoever is not heard, and how many do not hear', async () => {
  openCall({ unheardBy: 2 });
  await expect
    .element(page.getByRole('alert').filter({ hasText: 'cannot hear you' }))
    .toHaveTextContent('2 people cannot hear you at the moment. This is being repaired.');
});

it('says what is to blame when the own line is, until it is dismissed', async () => {
  openCall({ quality: { level: 'poor', cause: 'uplink' } });
  const notice = page.getByText('Your upload is too weak');
  await expect.element(notice).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(notice).not.toBeInTheDocument();
});

it('marks the tiles that are not good, with the cause, and no others', async () => {
  openCall({ hasTroubles: true, others: 3 });
  await expect
    .element(page.getByRole('group', { name: 'Grace Hopper' }))
    .toHaveTextContent('Weak connection on their side');
  expect(page.getByRole('group', { name: 'Ada (you)' }).element().textContent).not.toContain('Weak');
});

it('tells of a device that was unplugged, once', async () => {
  openCall({ hasChanged: true });
  await expect.element(page.getByText('Now in use: Desk microphone.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(page.getByText('Now in use: Desk microphone.')).not.toBeInTheDocument();
});

it('offers to go on here when the same person has a second tab', async () => {
  const { session } = openCall({ isLobby: true, isOtherTab: true });
  await page.getByRole('button', { name: 'Use it here' }).click();
  expect(session.getSnapshot().otherTab).toBe(false);
  await expect.element(page.getByText('in another tab')).not.toBeInTheDocument();
});
