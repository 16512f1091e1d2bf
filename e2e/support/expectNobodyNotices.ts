import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';
import { test } from './test.ts';
import { BLANK_MS, watchPicture } from './watchPicture.ts';
import { watchSound } from './watchSound.ts';

/** What a switch may tear out of a sound, beyond what the machine does meanwhile. */
export const SOUND_GAP_MS = 200;

export const expectTopology = (people: readonly Person[], topology: 'p2p' | 'sfu') =>
  Promise.all(people.map((person) => expect(person.main).toHaveAttribute('data-topology', topology)));

/** Whatever happens meanwhile: neither hears a gap in the other's voice, nor sees a black picture. */
export async function expectNobodyNotices(ada: Person, bob: Person, meanwhile: () => Promise<void>): Promise<void> {
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
    const { longestGapMs, sinceChangeMs } = heard[index] ?? { longestGapMs: Number.NaN, sinceChangeMs: Number.NaN };
    const picture = seen[index];
    const blankMs = Math.round(picture?.blankMs ?? Number.NaN);
    const figures = `${listener.name}: sound gap ${longestGapMs} ms ${Math.round(sinceChangeMs)} ms after a change (the machine's ${machineMs} ms), blank ${blankMs} ms (${picture?.videos})`;
    test.info().annotations.push({ type: 'switch', description: figures });
    expect(longestGapMs - machineMs, figures).toBeLessThan(SOUND_GAP_MS);
    expect(blankMs, figures).toBeLessThan(BLANK_MS);
  }
}
