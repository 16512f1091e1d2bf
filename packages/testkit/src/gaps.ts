import { takeAccount } from './Account.ts';
import { describeEveryone } from './describeAccount.ts';
import { describeTimeline } from './describeTimeline.ts';
import { expect } from './expect.ts';
import { longestStillMs } from './judgeSight.ts';
import { longestGapMs } from './judgeSound.ts';
import type { Person } from './Person.ts';

/** The longest time in which one person's own voice and face did not come to another one, in milliseconds. */
export type Gap = {
  readonly listener: string;
  readonly of: string;
  /**
   * To a tenth of a second, as it is heard: the receiver stretches the last sound over the first 300 ms or so of an outage.
   * Undefined: it was not asked for.
   */
  readonly audioMs?: number;
  /** Undefined: it was not asked for. */
  readonly videoMs?: number;
};

export type GapLimits = {
  /** The voice may be gone for so long, at most. Undefined: voices are not looked at. */
  readonly audioMs?: number;
  /** The face may stand still for so long, at most. Undefined: faces are not looked at. */
  readonly videoMs?: number;
};

export type GapOptions = {
  /** Whose voices are measured; everyone's unless said otherwise, as with faces. */
  readonly heard?: readonly Person[];
  readonly seen?: readonly Person[];
  /** How long to wait for all of them to be back. */
  readonly timeoutMs?: number;
};

/**
 * Does something during which people go on to hear and see each other, or come back to it. Waits until they all do again, and
 * says how long each was gone for each.
 */
export async function measureGaps(
  people: readonly Person[],
  over: () => Promise<unknown>,
  { heard = people, seen = people, timeoutMs }: GapOptions = {},
): Promise<readonly Gap[]> {
  const wait = timeoutMs === undefined ? {} : { timeoutMs };
  const pairs = people.flatMap((listener) =>
    people.filter((of) => of !== listener).map((of) => ({ listener, of, isHeard: heard.includes(of) })),
  );
  const isAsked = (of: Person) => heard.includes(of) || seen.includes(of);
  const listeners = people.filter((one) => people.some((of) => of !== one && isAsked(of)));
  const since = new Map(await Promise.all(listeners.map(async (one) => [one, await one.nowMs()] as const)));
  await over();
  await Promise.all(listeners.map((one) => outlast(one)));
  await Promise.all(
    pairs.flatMap(({ listener, of, isHeard }) => [
      ...(isHeard ? [expect(listener).toHear(of, wait)] : []),
      ...(seen.includes(of) ? [expect(listener).toSee(of, wait)] : []),
    ]),
  );
  const pages = await Promise.all(
    listeners.map(async (listener) => {
      const sinceMs = since.get(listener) ?? 0;
      return { listener, account: await takeAccount(listener, sinceMs), frames: await listener.frames(sinceMs) };
    }),
  );
  return pages.flatMap(({ listener, account, frames }) =>
    people
      .filter((of) => of !== listener && isAsked(of))
      .map((of) => ({
        listener: listener.name,
        of: of.name,
        ...(heard.includes(of) && { audioMs: longestGapMs(account, of) }),
        ...(seen.includes(of) && { videoMs: longestStillMs(account, frames, of) }),
      })),
  );
}

/** What was heard and seen just before would do otherwise: a fault of which nothing is felt yet is not over. */
async function outlast(person: Person): Promise<void> {
  // Asked once: each question takes the machine on which the call is mended.
  const isOutlasted = await person.wait(FELT_WITHIN_MS).then(
    () => true,
    () => false,
  );
  // It was loaded anew meanwhile, and its clock with it.
  if (!isOutlasted) await expect.poll(() => person.nowMs()).toBeGreaterThan(FELT_WITHIN_MS);
}
/** A voice and a face are judged by their last second; a receiver has sound for 0.3 s, and pictures for less. */
const FELT_WITHIN_MS = 1_500;

/** People hear and see each other all the while, but for gaps shorter than this. */
export async function expectNoGap(
  people: readonly Person[],
  over: () => Promise<unknown>,
  { audioMs, videoMs, timeoutMs }: GapLimits & { readonly timeoutMs?: number },
): Promise<void> {
  const options = {
    ...(audioMs === undefined && { heard: [] }),
    ...(videoMs === undefined && { seen: [] }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  const gaps = await measureGaps(people, over, options);
  const isTooLong = (gap: Gap) => (gap.audioMs ?? 0) > (audioMs ?? 0) || (gap.videoMs ?? 0) > (videoMs ?? 0);
  const tooLong = gaps.filter(isTooLong);
  if (tooLong.length === 0) return;
  const everyone = people[0]?.everyone ?? people;
  const [state, timeline] = [await describeEveryone(everyone), await describeTimeline(everyone)];
  throw new Error([...describeGaps(tooLong), '', state, '', timeline].join('\n'));
}

/** In words, a line for each. */
export const describeGaps = (gaps: readonly Gap[]): readonly string[] =>
  gaps.map(({ listener, of, audioMs, videoMs }) => {
    const voice = audioMs === undefined ? [] : [`did not hear ${of} for ${audioMs} ms`];
    const face = videoMs === undefined ? [] : [`saw ${of} stand still for ${videoMs} ms`];
    return `${listener} ${[...voice, ...face].join(', ')}`;
  });
