import { expect, test } from '@confab/testkit';

test('without a camera one joins all the same, is heard, and hears and sees the others', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { camera: 'missing' });
  await expect(bob).toHearExactly([ada]);
  await expect(bob).toSeeExactly([ada]);
  await expect(ada).toHearExactly([bob]);
  await expect(ada).toSeeExactly([]);
});

test('without a microphone one joins all the same, is seen, and hears and sees the others', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { microphone: 'missing' });
  await expect(bob).toHearExactly([ada]);
  await expect(ada).toSeeExactly([bob]);
  await expect(ada).toHearExactly([]);
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
});

test('with neither one joins all the same, has a tile, and hears and sees the others', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { microphone: 'missing', camera: 'missing', via: 'lobby' });
  await expect(bob).toHearExactly([ada]);
  await expect(bob).toSeeExactly([ada]);
  await expect(ada.tileOf(bob)).toBeVisible();
  await expect(ada).toHearExactly([]);
  await expect(ada).toSeeExactly([]);
});

for (const [condition, words] of [
  ['denied', /allow|permission/i],
  ['missing', /no camera/i],
] as const) {
  test(`the lobby says so when the camera is ${condition}, and lets one join`, async ({ arrive, room, serverUrl }) => {
    const ada = await arrive('Ada', { camera: condition });
    await ada.page.goto(`${serverUrl}/r/${room}?name=Ada`);
    await expect(ada.page.getByText(words).first()).toBeVisible();
    await ada.press('Join');
    await expect(ada.page.locator('main')).toHaveAttribute('data-state', 'in-call');
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
  const { port } = new URL(serverUrl);
  // A name that the configuration maps to this machine: no secure context, unlike localhost.
  await bob.page.goto(`http://confab.test:${port}/r/${room}?name=Bob`);
  await expect(bob.page.getByText(/https/).first()).toBeVisible();
  await bob.press('Join');
  await expect(bob).toHearExactly([ada]);
  await expect(bob).toSeeExactly([ada]);
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
});

test('a browser without WebRTC is told so, and what to do', async ({ arrive, room, serverUrl }) => {
  const ada = await arrive('Ada');
  await ada.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
  await ada.page.goto(`${serverUrl}/r/${room}?name=Ada&join=1`);
  await expect(ada.page.locator('main')).toHaveAttribute('data-state', 'error');
  await expect(ada.page.getByText('This browser cannot make calls')).toBeVisible();
});
