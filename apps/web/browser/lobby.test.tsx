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
