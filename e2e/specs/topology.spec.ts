import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract } from '@confab/testkit';
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
  for (const [index, { stop }] of sounds.entries()) {
    const { longestGapMs, machineGapMs } = await stop();
    const blankMs = await pictures[index]?.stop();
    const figures = `${ways[index]?.[0].name}: sound gap ${longestGapMs} ms (the machine's ${machineGapMs} ms), blank ${blankMs} ms`;
    test.info().annotations.push({ type: 'switch', description: figures });
    expect(longestGapMs - machineGapMs, figures).toBeLessThan(SOUND_GAP_MS);
    expect(blankMs, figures).toBeLessThan(BLANK_MS);
  }
}

test('[TO2] [TO7] two people go over to a direct path, and neither notices', async ({ people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  await expectNobodyNotices(ada, bob, async () => {
    await expectTopology([ada, bob], 'p2p');
    await expectFullCall([ada, bob]);
  });
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
