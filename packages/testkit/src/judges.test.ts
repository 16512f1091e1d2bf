import { describe, expect, it } from 'vitest';
import type { Account, Member } from './Account.ts';
import { createIdentity } from './Identity.ts';
import { longestStillMs } from './judgeSight.ts';
import {
  longestGapMs,
  missingVoices,
  soundsJustNow,
  soundsOf,
  strangersHeard,
  strayVoices,
  unwantedSounds,
} from './judgeSound.ts';
import type { Frame, Sound } from './page/installMeters.ts';

/** What the kit concludes from what a page has heard and seen, to the millisecond. */

const everyone: Member[] = [];
for (const [index, name] of ['Ada', 'Bob', 'Cleo'].entries())
  everyone.push({ name, identity: createIdentity(index), everyone });
const [ada, bob, cleo] = everyone as [Member, Member, Member];

const SINCE_MS = 10_000;
const range = (fromMs: number, untilMs: number, stepMs = 100): number[] =>
  Array.from({ length: Math.round((untilMs - fromMs) / stepMs) }, (_, index) => fromMs + (index + 1) * stepMs);

const window = (of: Member, atMs: number, voices: readonly Member[]): Sound => ({
  atMs: SINCE_MS + atMs,
  peerId: of.name,
  seat: of.name,
  tonesHz: voices.map(({ identity }) => identity.toneHz),
  levelDb: voices.length > 0 ? -15 : -200,
});

type Heard = { readonly sounds: readonly Sound[]; readonly rounds: readonly number[]; readonly to?: readonly Member[] };

/** What Ada's page has listened to, in rounds at these times. */
const account = ({ sounds, rounds, to = [bob] }: Heard): Account => ({
  listener: ada,
  sinceMs: SINCE_MS,
  listenedUntilMs: SINCE_MS + (rounds.at(-1) ?? 0),
  listenedAtMs: rounds.map((atMs) => SINCE_MS + atMs),
  listenedTo: to.map(({ name }) => name),
  sounds,
  sights: [],
  main: {},
});
const speaks = (fromMs: number, untilMs: number) => range(fromMs, untilMs).map((atMs) => window(bob, atMs, [bob]));
const isStill = (fromMs: number, untilMs: number) => range(fromMs, untilMs).map((atMs) => window(bob, atMs, []));

describe('the longest gap in a voice', () => {
  const gapOf = (sounds: readonly Sound[], rounds = range(0, 4_000)) => longestGapMs(account({ sounds, rounds }), bob);

  it('is none while it is there, and the whole time while it never is', () => {
    expect(gapOf(speaks(0, 4_000))).toBe(0);
    expect(gapOf([])).toBe(4_000);
  });

  it('is as long as it was gone, at the beginning, in the middle and at the end', () => {
    expect(gapOf(speaks(700, 4_000))).toBe(700);
    expect(gapOf([...speaks(0, 1_000), ...isStill(1_000, 2_500), ...speaks(2_500, 4_000)])).toBe(1_500);
    expect(gapOf(speaks(0, 3_100))).toBe(900);
  });

  it('is not ended by another one’s voice, nor by one’s own from another seat', () => {
    const strays = range(0, 4_000).flatMap((atMs) => [window(bob, atMs, [cleo]), window(cleo, atMs, [bob])]);
    expect(gapOf(strays)).toBe(4_000);
  });

  it('does not count what passed while the page stood still, and goes on afterwards', () => {
    const rounds = [...range(0, 1_000), ...range(1_900, 4_000)];
    expect(gapOf([...speaks(0, 1_000), ...speaks(2_000, 4_000)], rounds)).toBe(0);
    expect(gapOf([...speaks(0, 800), ...speaks(2_500, 4_000)], rounds)).toBe(200 + 500);
  });
});

describe('the longest time in which a face stood still', () => {
  const frames = (times: readonly number[], seat = bob, of = bob): Frame[] =>
    times.map((atMs) => ({ atMs: SINCE_MS + atMs, seat: seat.name, index: of.identity.index }));
  const stillOf = (seen: readonly Frame[], rounds = range(0, 4_000)) =>
    longestStillMs(account({ sounds: [], rounds }), seen, bob);

  it('is the longest between two of their own frames in their own tile', () => {
    expect(stillOf(frames(range(0, 4_000, 50)))).toBe(50);
    expect(stillOf(frames([...range(0, 1_000, 50), ...range(2_250, 4_000, 50)]))).toBe(1_300);
    expect(stillOf([...frames(range(0, 4_000, 50), cleo), ...frames(range(0, 4_000, 50), bob, cleo)])).toBe(4_000);
  });

  it('does not count what passed while the page stood still', () => {
    const rounds = [...range(0, 1_000), ...range(1_900, 4_000)];
    expect(stillOf(frames([...range(0, 1_000, 50), ...range(2_000, 4_000, 50)]), rounds)).toBe(50);
    expect(stillOf(frames([...range(0, 800, 50), ...range(2_500, 4_000, 50)]), rounds)).toBe(200 + 550);
  });
});

describe('silence', () => {
  const rounds = range(0, 2_000);

  it('is a second in which nothing was heard, and something was listened to', () => {
    expect(soundsJustNow(account({ sounds: [...speaks(0, 900), ...isStill(900, 2_000)], rounds }), bob)).toEqual([]);
    expect(soundsJustNow(account({ sounds: [...speaks(0, 1_500), ...isStill(1_500, 2_000)], rounds }), bob)).toEqual([
      'Ada heard Bob 5 times, first after 100 ms',
    ]);
    expect(soundsJustNow(account({ sounds: [], rounds, to: [] }), bob)).toEqual([]);
  });

  it('is not that the page’s sound got no processor', () => {
    const deaf = account({ sounds: [...speaks(0, 900), ...isStill(1_800, 2_000)], rounds });
    for (const wrongs of [soundsJustNow(deaf, bob), unwantedSounds(deaf, [])])
      expect(wrongs).toEqual(["Ada's page has had no time to listen"]);
  });

  it('is not known before a second has passed', () => {
    const early = account({ sounds: isStill(0, 900), rounds: range(0, 900) });
    expect(soundsJustNow(early, bob)).toEqual(['Ada has not listened for a second yet']);
  });
});

describe('a voice', () => {
  it('is there when it was for half of the last second, out of its own seat', () => {
    const rounds = range(0, 2_000);
    expect(missingVoices(account({ sounds: speaks(1_500, 2_000), rounds }), [bob])).toEqual([]);
    expect(missingVoices(account({ sounds: speaks(1_600, 2_000), rounds }), [bob])).toEqual(['Ada does not hear Bob']);
    const fromElsewhere = range(0, 2_000).map((atMs) => window(cleo, atMs, [bob]));
    expect(missingVoices(account({ sounds: fromElsewhere, rounds }), [bob])).toEqual(['Ada does not hear Bob']);
  });
});

describe('a voice that comes from another seat than its own', () => {
  const heard = (...sounds: Sound[]) => {
    const all = account({ sounds, rounds: range(0, 2_000) });
    return { strays: strayVoices(all), strangers: strangersHeard(all, [bob]), ofCleo: soundsOf(all, cleo).length };
  };
  const nobody = { strays: [], strangers: [], ofCleo: 0 };

  it('counts in two windows one after the other, also beside another sound of that seat', () => {
    const leak = { strays: ["the voice of Cleo comes from Bob's seat"], strangers: ['Ada has heard Cleo'], ofCleo: 1 };
    expect(heard(window(bob, 500, [cleo]), window(bob, 600, [bob, cleo]))).toEqual(leak);
    const beside = [500, 600].flatMap((atMs) => [window(bob, atMs, [cleo]), window(bob, atMs, [bob])]);
    expect(heard(...beside)).toEqual(leak);
  });

  it('does not in one, which may be what a hole in a tone is filled with', () => {
    expect(heard(window(bob, 500, [bob, cleo]), window(bob, 600, [bob]), window(bob, 1_200, [bob, cleo]))).toEqual(
      nobody,
    );
    expect(heard(window(bob, 500, [cleo]), window(ada, 600, [cleo]))).toEqual(nobody);
  });

  it('counts at once where it belongs: there it was muted, or is not to be', () => {
    expect(heard(window(cleo, 500, [cleo]))).toEqual({ strays: [], strangers: ['Ada has heard Cleo'], ofCleo: 1 });
  });
});
