import { expect as base } from '@playwright/test';
import type { ExpectMatcherState } from '@playwright/test';
import type { Account } from './Account.ts';
import { takeAccount, tileOwner } from './Account.ts';
import { describeEveryone } from './describeAccount.ts';
import { createMotionJudge, missingFaces, strayFaces, unwantedPictures } from './judgeSight.ts';
import {
  longestGapMs,
  missingVoices,
  soundsJustNow,
  soundsOf,
  strangersHeard,
  strayVoices,
  unwantedSounds,
} from './judgeSound.ts';
import { measureLatency } from './measureLatency.ts';
import type { Person } from './Person.ts';

export type WaitOptions = {
  /** Playwright's `expect.timeout` unless said otherwise. */
  readonly timeoutMs?: number;
};
export type SightOptions = WaitOptions & {
  /** The picture has at least this many lines. */
  readonly minHeight?: number;
};
export type PastOptions = {
  /** From this time of the listener's page on (`await listener.nowMs()`); everything it remembers unless said otherwise. */
  readonly sinceMs?: number;
};

type Verdict = { readonly pass: boolean; readonly message: () => string };

/** What is wrong, in words; empty when the assertion holds. */
type Judge = (account: Account) => readonly string[];

/** Looks at what is played and shown from now on until nothing is wrong any more. */
async function settle(
  { isNot, timeout }: ExpectMatcherState,
  listener: Person,
  { judge, timeoutMs = timeout }: WaitOptions & { readonly judge: Judge },
): Promise<Verdict> {
  assertNotNegated(isNot);
  const sinceMs = await listener.nowMs();
  let wrongs: readonly string[] = ['nothing could be read from the page'];
  const look = async () => {
    wrongs = judge(await takeAccount(listener, sinceMs));
    if (wrongs.length > 0) throw new Error(wrongs.join('\n'));
  };
  const pass = await base(look)
    .toPass({ timeout: timeoutMs, intervals: [100] })
    .then(() => true)
    .catch(() => false);
  return pass ? passed : failed(listener, [...wrongs, `… still after ${timeoutMs} ms`]);
}

/** Judges what has been, without waiting. */
async function review(
  { isNot }: ExpectMatcherState,
  listener: Person,
  { judge, sinceMs }: PastOptions & { readonly judge: Judge },
): Promise<Verdict> {
  assertNotNegated(isNot);
  const wrongs = judge(await takeAccount(listener, sinceMs));
  return wrongs.length === 0 ? passed : failed(listener, wrongs);
}

/** Empty when the person's tile says so of their microphone. */
function shownMicrophone(account: Account, person: Person, state: 'on' | 'off'): readonly string[] {
  const shown = account.sights.find((sight) => sight.source !== 'screen' && tileOwner(account, sight) === person);
  const text = shown ? `is shown with the microphone ${shown.microphone || 'unknown'}` : 'has no tile';
  return shown?.microphone === state ? [] : [`${person.name} ${text} on ${account.listener.name}'s page`];
}

const passed: Verdict = { pass: true, message: () => 'holds' };

async function failed(listener: Person, wrongs: readonly string[]): Promise<Verdict> {
  const text = [...wrongs, '', await describeEveryone(listener.everyone)].join('\n');
  return { pass: false, message: () => text };
}

/** "Not for the whole of a second" is hardly ever what is meant. */
function assertNotNegated(isNot: boolean): void {
  if (isNot) throw new Error('say what holds instead of .not: toHearExactly, toSeeExactly, toBeSilentFor');
}

/**
 * Playwright's expect with assertions about who hears and sees whom. The first five wait until they hold, for a second on
 * end where it is about sound; the others judge what has been. All say who heard and saw whom when they fail.
 */
export const expect = base.extend({
  /** This person's voice, out of their own seat. */
  async toHear(listener: Person, person: Person, options?: WaitOptions) {
    return settle(this, listener, { ...options, judge: (account) => missingVoices(account, [person]) });
  },

  /** The voices of exactly these people, each out of their own seat; everything else is silent. */
  async toHearExactly(listener: Person, people: readonly Person[], options?: WaitOptions) {
    const judge: Judge = (account) => [
      ...new Set([...missingVoices(account, people), ...unwantedSounds(account, people)]),
    ];
    return settle(this, listener, { ...options, judge });
  },

  /** `expect(bob).toBeSilentFor(ada)`: Ada hears nothing of Bob. */
  async toBeSilentFor(person: Person, listener: Person, options?: WaitOptions) {
    return settle(this, listener, { ...options, judge: (account) => soundsJustNow(account, person) });
  },

  /** `expect(bob).toBeMutedFor(ada)`: Bob's tile on Ada's page says that his microphone is off, and she hears nothing of him. */
  async toBeMutedFor(person: Person, listener: Person, options?: WaitOptions) {
    const judge: Judge = (account) => [...shownMicrophone(account, person, 'off'), ...soundsJustNow(account, person)];
    return settle(this, listener, { ...options, judge });
  },

  /** Nothing but the voices of these people is heard, if even those. */
  async toHearNobodyElse(listener: Person, people: readonly Person[], options?: WaitOptions) {
    return settle(this, listener, { ...options, judge: (account) => unwantedSounds(account, people) });
  },

  /** This person's face, moving, in their own tile. */
  async toSee(viewer: Person, person: Person, { minHeight = 0, ...wait }: SightOptions = {}) {
    const still = createMotionJudge();
    const judge: Judge = (account) => [...missingFaces(account, [person], minHeight), ...still(account, [person])];
    return settle(this, viewer, { ...wait, judge });
  },

  /** The faces of exactly these people, moving, each in their own tile; no other picture but one's own. */
  async toSeeExactly(viewer: Person, people: readonly Person[], { minHeight = 0, ...wait }: SightOptions = {}) {
    const still = createMotionJudge();
    const judge: Judge = (account) => [
      ...missingFaces(account, people, minHeight),
      ...unwantedPictures(account, people),
      ...still(account, people),
      ...strayFaces(account),
    ];
    return settle(this, viewer, { ...wait, judge });
  },

  /** No voice but those of these people was ever heard, and none came out of another's seat. */
  async toHaveHeardOnly(listener: Person, people: readonly Person[], options?: PastOptions) {
    const judge: Judge = (account) => [...strangersHeard(account, people), ...strayVoices(account)];
    return review(this, listener, { ...options, judge });
  },

  /** `expect(bob).toHaveBeenSilentFor(ada, { sinceMs })`: Ada has not heard a sound of Bob since. */
  async toHaveBeenSilentFor(person: Person, listener: Person, options?: PastOptions) {
    return review(this, listener, { ...options, judge: (account) => soundsOf(account, person) });
  },

  /** This person's voice was there all the time since, but for gaps shorter than this. */
  async toHaveHeardOnAndOn(
    listener: Person,
    person: Person,
    { gapMs, ...past }: PastOptions & { readonly gapMs: number },
  ) {
    const judge: Judge = (account) => {
      const foundMs = longestGapMs(account, person);
      return foundMs < gapMs ? [] : [`${listener.name} did not hear ${person.name} for ${foundMs} ms`];
    };
    return review(this, listener, { ...past, judge });
  },
});

/** One person's voice and face are on the other one's page no later than that. */
export async function expectLatency(listener: Person, person: Person, limits: LatencyLimits): Promise<void> {
  const latency = await measureLatency(listener, person);
  const wrongs = [
    describeLateness(`${listener.name} hears ${person.name}`, latency.mouthToEarMs, limits.audioMs),
    describeLateness(`${listener.name} sees ${person.name}`, latency.glassToGlassMs, limits.videoMs),
  ].flat();
  if (wrongs.length === 0) return;
  throw new Error([...wrongs, '', await describeEveryone(listener.everyone)].join('\n'));
}

export type LatencyLimits = {
  /** From mouth to ear. Undefined: it may be anything. */
  readonly audioMs?: number;
  /** From glass to glass. Undefined: it may be anything. */
  readonly videoMs?: number;
};

const describeLateness = (what: string, foundMs: number, limitMs: number | undefined): readonly string[] =>
  limitMs !== undefined && foundMs > limitMs ? [`${what} ${foundMs} ms late, not ${limitMs}`] : [];

/** Everyone of these people hears and sees exactly the others. */
export async function expectFullCall(people: readonly Person[], options?: SightOptions): Promise<void> {
  await Promise.all(
    people.map(async (person) => {
      const others = people.filter((one) => one !== person);
      await Promise.all([expect(person).toHearExactly(others, options), expect(person).toSeeExactly(others, options)]);
    }),
  );
}
