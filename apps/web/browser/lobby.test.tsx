import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

it('says who is inside', async () => {
  openCall({ isLobby: true, entry: 'free', others: 2 });
  await expect.element(page.getByText('Here already:')).toHaveTextContent('Here already: Grace Hopper, Bob');
  await expect.element(page.getByRole('button', { name: 'Join', exact: true })).toBeVisible();
});

it('names a few of many', async () => {
  openCall({ isLobby: true, entry: 'free', others: 8 });
  await expect
    .element(page.getByText('Here already:'))
    .toHaveTextContent('Here already: Grace Hopper, Bob, Katherine Johnson, Linus and 4 more');
});

it('asks to join where a host lets people in', async () => {
  openCall({ isLobby: true, entry: 'ask' });
  await expect.element(page.getByRole('button', { name: 'Ask to join' })).toBeVisible();
  await expect.element(page.getByText('A host lets people in')).toBeVisible();
});

it.each([
  ['locked', 'The meeting is locked'],
  ['full', 'The meeting is full'],
] as const)('says in one sentence that the room is %s', async (entry, sentence) => {
  openCall({ isLobby: true, entry });
  await expect.element(page.getByText(sentence)).toBeVisible();
});

it('checks the connection and says what that means for a call', async () => {
  openCall({ isLobby: true });
  await page.getByRole('button', { name: 'Check the connection' }).click();
  const findings = page.getByRole('region', { name: 'Connection check' }).getByRole('listitem');
  await expect.element(findings.nth(0)).toHaveTextContent('a firewall keeps UDP out');
  expect(findings.elements().map(({ textContent }) => textContent)).toHaveLength(4);
});

it('shows who waits to be let in their own picture, and what is on when they are', async () => {
  const { session } = openCall({ ends: 'waiting' });
  await expect.element(page.getByRole('heading', { name: 'Waiting to be let in' })).toHaveFocus();
  const mirror = page.getByRole('region', { name: 'Your preview' });
  await expect.poll(() => mirror.element().querySelector('video')?.videoWidth).toBeGreaterThan(0);
  await expect.element(page.getByText('Nobody sees or hears you yet')).toBeVisible();
  await mirror.getByRole('button', { name: 'Mute' }).click();
  await mirror.getByRole('button', { name: 'Stop video' }).click();
  await expect.element(mirror.getByText('Your camera is off')).toBeVisible();
  expect(session.getSnapshot().self).toMatchObject({ microphone: { wanted: false }, camera: { wanted: false } });
  await expect.element(mirror.getByRole('button', { name: 'Unmute' })).toBeVisible();
});

it('says what is wrong with the devices and what helps, until they can be had, without a reload', async () => {
  const { session } = openCall({ isLobby: true, fault: 'denied' });
  await expect.element(page.getByText('No picture from the camera')).toBeVisible();
  const cure = page.getByText(
    'Allow it beside the address bar, and it starts; if not, press Start video. You can join without it.',
  );
  await expect.element(cure).toBeVisible();
  await expect
    .element(page.getByRole('button', { name: 'Start video' }))
    .toHaveAccessibleDescription(/may not use the camera/);
  await session.setFault(undefined);
  await expect.element(page.getByRole('button', { name: 'Stop video' })).toBeVisible();
  await expect
    .poll(() => page.getByRole('region', { name: 'Your preview' }).element().querySelector('video')?.videoWidth)
    .toBeGreaterThan(0);
  await expect.element(cure).not.toBeInTheDocument();
});

it('says that another program has the microphone until it is given back, and says so again the next time', async () => {
  const { session } = openCall({ fault: 'busy' });
  const notice = page.getByRole('status').filter({ hasText: 'Close it there, and it starts here.' });
  await expect.element(notice).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(notice).not.toBeInTheDocument();
  await session.setFault(undefined);
  await expect.element(page.getByRole('button', { name: 'Mute' })).toBeVisible();
  await session.setFault('busy');
  await expect.element(notice).toBeVisible();
  await session.setFault(undefined);
  await expect.element(notice).not.toBeInTheDocument();
});

it('joins without devices, and one that is plugged in during the call is used', async () => {
  const { session } = openCall({ fault: 'missing' });
  await expect.element(page.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await session.setFault(undefined);
  await expect.element(page.getByRole('button', { name: 'Mute' })).toBeVisible();
  await session.setFault('missing');
  await expect.element(page.getByRole('button', { name: 'Start video' })).toBeVisible();
});
