import { expect, pageContract, test } from '@confab/testkit';

test('New meeting opens a room whose code and link bring others in', async ({ arrive, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.goto(serverUrl);
  await ada.press('New meeting');
  await expect(ada.page).toHaveURL(/\/r\/[A-Za-z0-9_-]{22}$/);
  await pageContract.nameField(ada.page).fill('Ada');
  await ada.press('Join');
  await expect(pageContract.main(ada.page)).toHaveAttribute('data-state', 'in-call');

  const link = ada.page.url();
  const code = new URL(link).pathname.replace('/r/', '');
  const bob = await arrive('Bob');
  const cleo = await arrive('Cleo');
  for (const [person, text] of [
    [bob, code],
    [cleo, link],
  ] as const) {
    await person.page.goto(serverUrl);
    await person.page.getByRole('textbox', { name: 'Meeting code or link' }).fill(text);
    await person.press('Join');
    await expect(pageContract.main(person.page)).toHaveAttribute('data-state', 'lobby');
    await pageContract.nameField(person.page).fill(person.name);
    await person.press('Join');
  }
  await expect(ada).toHearExactly([bob, cleo]);
  await expect(cleo).toSeeExactly([ada, bob]);
});

test('a token is taken out of the address bar at once', async ({ arrive, room, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.goto(`${serverUrl}/r/${room}?name=Ada&token=secret`);
  await expect(pageContract.main(ada.page)).toHaveAttribute('data-state', 'lobby');
  await expect(ada.page).toHaveURL(/^((?!secret).)*$/);
});

test('a name is drawn as text, whatever it looks like', async ({ join }) => {
  const name = '<img src=x onerror=alert(1)> "&';
  const ada = await join('Ada');
  const other = await join(name);
  await expect(ada.tileOf(other)).toBeVisible();
  await expect(ada).toHearExactly([other]);
});
