import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

test('[MO3] [CH1] with the keyboard alone: a hand, a message, a mute; and each is seen by the other', async ({
  people,
}) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'on');

  await ada.page.keyboard.press('r');
  await expect(bob.tileOf(ada)).toContainText('Hand raised');
  await expect(pageContract.button(ada.page, 'Lower hand')).toBeVisible();

  await ada.page.keyboard.press('m');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');

  await ada.page.keyboard.press('c');
  const line = ada.page.getByRole('textbox', { name: 'Message to everyone' });
  await line.focus();
  // In a text field the keys are letters.
  await ada.page.keyboard.type('<b>mvdr</b>');
  await ada.page.keyboard.press('Enter');
  await expect(pageContract.button(bob.page, 'Chat')).toHaveAccessibleDescription('1 unread message');
  await bob.page.keyboard.press('c');
  await expect(bob.page.getByRole('list', { name: 'Messages' })).toContainText('<b>mvdr</b>');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');
});

test('[WA1] a host lets in who waits', async ({ people, arrive, room, serverUrl }) => {
  const [ada] = await people('Ada');
  await ada.press('People');
  await ada.page.getByRole('switch', { name: 'Waiting room' }).click();
  await expect(ada.page.getByRole('switch', { name: 'Waiting room' })).toBeChecked();

  const bob = await arrive('Bob');
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Bob', join: '1' }));
  await expect(bob.main).toHaveAttribute('data-state', 'waiting');
  await ada.press('Let in Bob');
  await expect(bob.main).toHaveAttribute('data-state', 'in-call');
  await expect(ada.tileOf(bob)).toBeVisible();
});
