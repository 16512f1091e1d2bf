import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

test('New meeting opens a room whose code and link bring others in', async ({ arrive, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.goto(serverUrl);
  await ada.press('New meeting');
  await expect(ada.page).toHaveURL(/\/r\/[A-Za-z0-9_-]{22}$/);
  await pageContract.nameField(ada.page).fill('Ada');
  await ada.press('Join');
  await expect(ada.main).toHaveAttribute('data-state', 'in-call');

  const link = ada.page.url();
  const code = new URL(link).pathname.replace('/r/', '');
  const [bob, cleo] = [await arrive('Bob'), await arrive('Cleo')];
  for (const [person, text] of [
    [bob, code],
    [cleo, link],
  ] as const) {
    await person.page.goto(serverUrl);
    await person.page.getByRole('textbox', { name: 'Meeting code or link' }).fill(text);
    await person.press('Join');
    await expect(person.main).toHaveAttribute('data-state', 'lobby');
    await pageContract.nameField(person.page).fill(person.name);
    await person.press('Join');
  }
  await expectFullCall([ada, bob, cleo]);
});

test('without a camera, a microphone or both one joins all the same, and gives what there is', async ({ join }) => {
  const [ada, bob, cleo, dan] = await Promise.all([
    join('Ada'),
    join('Bob', { camera: 'missing' }),
    join('Cleo', { microphone: 'denied' }),
    join('Dan', { microphone: 'missing', camera: 'missing', via: 'lobby' }),
  ]);
  const everyone = [ada, bob, cleo, dan];
  const without = (one: Person, people: readonly Person[]) => people.filter((other) => other !== one);
  await Promise.all(
    everyone.flatMap((one) => [
      expect(one).toHearExactly(without(one, [ada, bob])),
      expect(one).toSeeExactly(without(one, [ada, cleo])),
    ]),
  );
  await expect(pageContract.button(bob.page, 'Start video')).toHaveAccessibleDescription(/^No camera was found/);
  await expect(ada.tileOf(cleo)).toHaveAttribute('data-mic', 'off');
  await expect(pageContract.button(cleo.page, 'Unmute')).toHaveAccessibleDescription(/may not use the microphone/);
  await expect(ada.tileOf(dan)).toBeVisible();
});

for (const [condition, words] of [
  ['denied', /may not use the camera/],
  ['missing', /No camera was found/],
] as const) {
  test(`the lobby says what is wrong when the camera is ${condition}`, async ({ arrive, room, serverUrl }) => {
    const ada = await arrive('Ada', { camera: condition });
    await ada.page.goto(pageContract.roomUrl(serverUrl, room));
    await expect(pageContract.button(ada.page, 'Start video')).toHaveAccessibleDescription(words);
    await expect(ada.page.getByText('No picture from the camera')).toBeVisible();
  });
}

test('on plain http from another host the page says why there is no microphone, and one can listen', async ({
  arrive,
  join,
  room,
  serverUrl,
}) => {
  const ada = await join('Ada');
  const bob = await arrive('Bob');
  // A name that the configuration maps to this machine: no secure context, unlike localhost.
  const address = Object.assign(new URL(serverUrl), { hostname: 'confab.test' });
  await bob.page.goto(pageContract.roomUrl(address.href, room, { name: 'Bob' }));
  await expect(pageContract.button(bob.page, 'Unmute')).toHaveAccessibleDescription(/Open this page with https/);
  await bob.press('Join');
  await Promise.all([expect(bob).toHearExactly([ada]), expect(bob).toSeeExactly([ada])]);
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
});

test('a browser without WebRTC is told so, and what to do', async ({ arrive, room, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
  await ada.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Ada', join: '1' }));
  await expect(ada.main).toHaveAttribute('data-state', 'error');
  await expect(ada.page.getByText('This browser cannot make calls')).toBeVisible();
});

test('a token is taken out of the address bar at once', async ({ arrive, room, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Ada', token: 'secret' }));
  await expect(ada.main).toHaveAttribute('data-state', 'lobby');
  await expect(ada.page).toHaveURL(/^((?!secret).)*$/);
});

test('a name is drawn as text, whatever it looks like', async ({ people }) => {
  const [ada, other] = await people('Ada', '<img src=x onerror=alert(1)> "&');
  await expect(ada.tileOf(other)).toBeVisible();
  await expect(ada).toHearExactly([other]);
});
