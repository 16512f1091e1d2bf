import { expect, pageContract } from '@confab/testkit';
import { connectionsOf, mediaBytes } from '../support/lobbyOf.ts';
import { test } from '../support/test.ts';

test('[LO1] [LO3] [LO5] [FW10] the lobby is connected, silent and seen by nobody; the click takes it over', async ({
  join,
  arrive,
  serverUrl,
  room,
}) => {
  const ada = await join('Ada');
  // Alone: what there will be to receive finds its path connected.
  await expect.poll(async () => (await connectionsOf(ada)).connected).toBe(2);
  const bob = await arrive('Bob');
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { p2p: 'off' }));
  await expect.poll(async () => (await connectionsOf(bob)).connected).toBe(2);
  // Both of Ada's streams are set up, and both of Bob's.
  await expect.poll(async () => (await mediaBytes(bob)).streams).toBeGreaterThanOrEqual(4);
  expect(await mediaBytes(bob)).toMatchObject({ sent: 0, received: 0 });
  await expect(pageContract.tiles(ada.page)).toHaveCount(1);
  await expect(ada).toHearExactly([]);
  expect(await mediaBytes(bob)).toMatchObject({ sent: 0, received: 0 });

  const before = await connectionsOf(bob);
  await pageContract.nameField(bob.page).fill('Bob');
  await bob.press('Join');
  await Promise.all([
    expect(bob).toSeeExactly([ada]),
    expect(bob).toHearExactly([ada]),
    expect(ada).toSeeExactly([bob]),
    expect(ada).toHearExactly([bob]),
  ]);
  expect(await connectionsOf(bob)).toEqual(before);
  // All of a camera of 360 lines, whatever stood in for it.
  await Promise.all([expect(bob).toSee(ada, { minHeight: 360 }), expect(ada).toSee(bob, { minHeight: 360 })]);
});
