import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract } from '@confab/testkit';
import { countConnections } from '../support/countConnections.ts';
import { expectUnwatched } from '../support/expectUnwatched.ts';
import { test } from '../support/test.ts';
import { watchPicture } from '../support/watchPicture.ts';
import { watchSound } from '../support/watchSound.ts';

/** What a switch may tear out of a sound, beyond what the machine does meanwhile. */
const SOUND_GAP_MS = 200;
/** Less than anybody sees. */
const BLANK_MS = 100;

const expectTopology = (people: readonly Person[], topology: 'p2p' | 'sfu') =>
  Promise.all(people.map((person) => expect(person.main).toHaveAttribute('data-topology', topology)));

/** Whatever happens meanwhile: neither hears a gap in the other's voice, nor sees a black picture. */
async function expectNobodyNotices(ada: Person, bob: Person, meanwhile: () => Promise<void>): Promise<void> {
  const ways = [
    [ada, bob],
    [bob, ada],
  ] as const;
  const sounds = await Promise.all(ways.map(([listener, of]) => watchSound(listener, of)));
  const pictures = await Promise.all(ways.map(([viewer, of]) => watchPicture(viewer, of)));
  await meanwhile();
  const heard = await Promise.all(sounds.map(({ stop }) => stop()));
  const seen = await Promise.all(pictures.map(({ stop }) => stop()));
  // A sound is made on one page and played on the other: either may have had no time for it.
  const machineMs = heard.reduce((sum, { machineGapMs }) => sum + machineGapMs, 0);
  for (const [index, [listener]] of ways.entries()) {
    const longestGapMs = heard[index]?.longestGapMs ?? Number.NaN;
    const picture = seen[index];
    const blankMs = Math.round(picture?.blankMs ?? Number.NaN);
    const figures = `${listener.name}: sound gap ${longestGapMs} ms (the machine's ${machineMs} ms), blank ${blankMs} ms (${picture?.videos})`;
    test.info().annotations.push({ type: 'switch', description: figures });
    expect(longestGapMs - machineMs, figures).toBeLessThan(SOUND_GAP_MS);
    expect(blankMs, figures).toBeLessThan(BLANK_MS);
  }
}

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

  await ada.press('Mute');
  await expect(ada).toBeSilentFor(bob);
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');
  const sinceMs = await bob.nowMs();
  await Promise.all([expect(bob).toSeeExactly([ada]), expect(ada).toHearExactly([bob])]);
  await expect(ada).toHaveBeenSilentFor(bob, { sinceMs });

  await ada.press('Unmute');
  await expectFullCall([ada, bob]);
  await ada.press('Stop video');
  await expect(bob).toSeeExactly([]);
  await ada.press('Start video');
  await expectFullCall([ada, bob]);
  await expectTopology([ada, bob], 'p2p');
});

test('[TO8] who is muted stays it through every switch', async ({ people, join }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectTopology([ada, bob], 'p2p');
  await ada.press('Mute');
  await expect(ada).toBeSilentFor(bob);
  const sinceMs = await bob.nowMs();
  const cleo = await join('Cleo');
  await expectTopology([ada, bob, cleo], 'sfu');
  await expect(cleo).toHearExactly([bob]);
  await cleo.press('Leave');
  await expectTopology([ada, bob], 'p2p');
  await expect(ada).toHearExactly([bob]);
  await expect(ada).toHaveBeenSilentFor(bob, { sinceMs });
  await expect(ada).toHaveBeenSilentFor(cleo);
});

test('[TO5] without signaling a direct call goes on, and who mutes then is silent at once', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { signaling: 'tapped' });
  await expectTopology([ada, bob], 'p2p');
  const sound = await watchSound(ada, bob);
  await bob.signaling.cut();
  await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
  await Promise.all([expect(ada).toHearExactly([bob]), expect(bob).toHearExactly([ada])]);
  const { longestGapMs, machineGapMs } = await sound.stop();
  expect(longestGapMs - machineGapMs).toBeLessThan(SOUND_GAP_MS);
  await expectTopology([ada, bob], 'p2p');

  await bob.press('Mute');
  await expect(bob).toBeSilentFor(ada);
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
  const connectionsOfBob = await countConnections(bob);
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
  expect(await connectionsOfBob()).toBe(2);
});

test('[TO3] [TO4] [TO7] a third one comes and goes: over the sfu and back, and nobody notices', async ({
  arrive,
  people,
  room,
  serverUrl,
}) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectTopology([ada, bob], 'p2p');
  // In the lobby, so that the start of a page is not taken for the switch.
  const cleo = await arrive('Cleo');
  await cleo.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Cleo' }));
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
});

/** A short version; `CONFAB_CYCLES=50` for more of them, `CONFAB_SEED` for others. */
const CYCLES = Number(process.env['CONFAB_CYCLES'] ?? 3);
const SEED = Number(process.env['CONFAB_SEED'] ?? 1);

/** Numbers from 0 to 1 that are the same each time (the generator of Park and Miller). */
function createRandom(seed: number): () => number {
  let value = seed;
  return () => (value = (value * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test(`[TO7] ${CYCLES} times a third one comes and goes at random (seed ${SEED}): no gap, nothing is left behind`, async ({
  arrive,
  room,
  serverUrl,
}) => {
  test.setTimeout(120_000 + CYCLES * 60_000);
  const random = createRandom(SEED);
  const everyone = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')] as const;
  const [ada, bob, cleo] = everyone;
  const connections = await Promise.all(everyone.map(countConnections));
  const openOn = () => Promise.all(connections.map((count) => count()));
  const enter = (person: Person) =>
    person.page.goto(pageContract.roomUrl(serverUrl, room, { name: person.name, join: '1' }));
  await Promise.all([ada, bob].map(enter));
  await expectTopology([ada, bob], 'p2p');
  await cleo.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Cleo' }));
  await expect(cleo.main).toHaveAttribute('data-state', 'lobby');

  await expectNobodyNotices(ada, bob, async () => {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await cleo.press(cycle === 0 ? 'Join' : 'Rejoin');
      await expect(cleo.main).toHaveAttribute('data-state', 'in-call');
      // Now and then they have hardly come.
      if (random() < 0.6) await expectTopology([ada, bob], 'sfu');
      if (random() < 0.3) await expectFullCall(everyone);
      await cleo.press('Leave');
      await expect(cleo.main).toHaveAttribute('data-state', 'left');
      // Now and then the two are not left alone for long.
      if (random() < 0.5) await expectTopology([ada, bob], 'p2p');
    }
    await expectTopology([ada, bob], 'p2p');
    await expectFullCall([ada, bob]);
  });
  // Two of the sfu and the direct one; the watch's own are closed.
  await expect.poll(openOn).toEqual([3, 3, 0]);
});
