import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract } from '@confab/testkit';
import { expectNobodyNotices, expectTopology, SOUND_GAP_MS } from '../support/expectNobodyNotices.ts';
import { expectUnwatched } from '../support/expectUnwatched.ts';
import { muteForGood } from '../support/muteForGood.ts';
import { test } from '../support/test.ts';
import { watchConnections } from '../support/watchConnections.ts';
import { watchSound } from '../support/watchSound.ts';

test(
  '[TO2] two people go over to a direct path, and hear and see each other by it',
  { tag: '@core' },
  async ({ people }) => {
    const [ada, bob] = await people('Ada', 'Bob');
    await expectTopology([ada, bob], 'p2p');
    await expectFullCall([ada, bob], { minHeight: 180 });
    await expect(ada.tileOf(bob)).toHaveAttribute('data-speaking', 'true');
    await expectTopology([ada, bob], 'p2p');
  },
);

test('[TO8] mute silences on a direct path at once, and unmute brings the same voice back', async ({ people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectTopology([ada, bob], 'p2p');
  await expectFullCall([ada, bob]);

  const expectNothingSent = await muteForGood(ada);
  await expect(ada).toBeSilentFor(bob);
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');
  const sinceMs = await bob.nowMs();
  await Promise.all([expect(bob).toSeeExactly([ada]), expect(ada).toHearExactly([bob])]);
  await expect(ada).toHaveBeenSilentFor(bob, { sinceMs });
  await expectNothingSent();

  await ada.press('Unmute');
  await expectFullCall([ada, bob]);
  await ada.press('Stop video');
  await expect(bob).toSeeExactly([]);
  await ada.press('Start video');
  await expectFullCall([ada, bob]);
  await expectTopology([ada, bob], 'p2p');
});

test('[TO5] without signaling a direct call goes on, and who mutes then is silent at once', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { signaling: 'tapped' });
  await expectTopology([ada, bob], 'p2p');
  const [sound, back] = [await watchSound(ada, bob), await watchSound(bob, ada)];
  await bob.signaling.cut();
  await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
  await Promise.all([expect(ada).toHearExactly([bob]), expect(bob).toHearExactly([ada])]);
  const heard = [await sound.stop(), await back.stop()];
  // A sound is made on one page and played on the other: either may have had no time for it.
  const machineMs = heard.reduce((sum, { machineGapMs }) => sum + machineGapMs, 0);
  for (const { longestGapMs } of heard) expect(longestGapMs - machineMs).toBeLessThan(SOUND_GAP_MS);
  await expectTopology([ada, bob], 'p2p');

  const expectNothingSent = await muteForGood(bob);
  await expect(bob).toBeSilentFor(ada);
  await expectNothingSent();
  const sinceMs = await ada.nowMs();
  bob.signaling.mend();
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
  await expect(bob).toHaveBeenSilentFor(ada, { sinceMs });
  await expectTopology([ada, bob], 'p2p');
});

test('[TO2] [FW4] who asks for p2p=off is never connected directly; what he does not show is not even sent', async ({
  arrive,
  join,
  room,
  serverUrl,
}) => {
  const bob = await arrive('Bob');
  const connectionsOfBob = await watchConnections(bob);
  const ada = await join('Ada');
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Bob', join: '1', p2p: 'off' }));
  await expectFullCall([ada, bob]);
  const sinceMs = await bob.nowMs();
  const { quietMs, backMs } = await expectUnwatched(bob, ada);
  test.info().annotations.push({ type: 'unwatched', description: `quiet after ${quietMs} ms, back in ${backMs} ms` });
  await expectFullCall([ada, bob]);
  // Much longer than two who allow it take.
  await expect.poll(async () => (await bob.nowMs()) - sinceMs).toBeGreaterThan(4_000);
  await expectTopology([ada, bob], 'sfu');
  // One to send by and one to receive by, both of the sfu.
  expect(await connectionsOfBob.open()).toBe(2);
});

test('[TO3] [TO4] [TO7] a third one comes and goes: over the sfu and back, nobody notices, and nothing is left behind', async ({
  arrive,
  room,
  serverUrl,
}) => {
  const everyone = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')] as const;
  const [ada, bob, cleo] = everyone;
  const connections = await Promise.all(everyone.map(watchConnections));
  const enter = (person: Person, also = {}) =>
    person.page.goto(pageContract.roomUrl(serverUrl, room, { name: person.name, ...also }));
  await Promise.all([ada, bob].map((person) => enter(person, { join: '1' })));
  await expectTopology([ada, bob], 'p2p');
  // In the lobby, so that the start of a page is not taken for the switch.
  await enter(cleo);
  await expect(cleo.main).toHaveAttribute('data-state', 'lobby');

  await expectNobodyNotices(ada, bob, async () => {
    await cleo.press('Join');
    await expectTopology([ada, bob, cleo], 'sfu');
    await expectFullCall([ada, bob, cleo]);
  });
  await expectNobodyNotices(ada, bob, async () => {
    await cleo.press('Leave');
    await expectTopology([ada, bob], 'p2p');
    await expectFullCall([ada, bob]);
  });
  // Two of the sfu and the direct one; the watch's own are closed.
  await expect.poll(() => Promise.all(connections.map(({ open }) => open()))).toEqual([3, 3, 0]);
});
