import { expect as base } from '@playwright/test';
import type { Account } from './Account.ts';
import { describe, isSilent, isVoiceOf, seatOf, strayFaces, strayVoices, takeAccount } from './Account.ts';
import type { Person } from './Person.ts';

export type WaitOptions = { readonly timeoutMs?: number };
export type SightOptions = WaitOptions & {
  /** The picture has at least this many lines. */
  readonly minHeight?: number;
};

type Verdict = { readonly pass: boolean; readonly message: () => string };

const DEFAULT_TIMEOUT_MS = 15_000;
/** How many moments of 100 ms in a row an assertion about sound looks at. */
const WINDOW_MOMENTS = 10;

/** What is still wrong, in words; empty when the assertion holds. */
type Judge = (account: Account) => readonly string[];

/** Looks until nothing is wrong any more, from the time of the call on; then, or in the end, says what was found. */
async function settle(
  listener: Person,
  judge: Judge,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
): Promise<Verdict> {
  const sinceMs = await listener.nowMs();
  let wrongs: readonly string[] = [];
  let account: Account | undefined;
  const look = async () => {
    account = await takeAccount(listener, sinceMs);
    wrongs = judge(account);
    if (wrongs.length > 0) throw new Error(wrongs.join(', '));
  };
  const pass = await base(look)
    .toPass({ timeout: timeoutMs, intervals: [100] })
    .then(() => true)
    .catch(() => false);
  return { pass, message: () => [wrongs.join('\n') || 'holds', '', account ? describe(account) : ''].join('\n') };
}

/** The newest second of sound, or why it cannot be judged yet. */
const lastSecond = (account: Account): Account | undefined =>
  account.moments.length < WINDOW_MOMENTS ? undefined : { ...account, moments: account.moments.slice(-WINDOW_MOMENTS) };

const TOO_EARLY = ['not a second of sound was heard yet'];

/** Playwright's expect, with assertions about who hears and sees whom. Each waits until it holds, and explains itself when it never does. */
export const expect = base.extend({
  /** The voices of exactly these people, each from its own seat, steadily for a second; every other seat is silent. */
  async toHearExactly(listener: Person, others: readonly Person[], options?: WaitOptions) {
    return settle(
      listener,
      (whole) => {
        const account = lastSecond(whole);
        if (!account) return TOO_EARLY;
        const missing = others.filter(
          (other) =>
            account.moments.filter(({ sounds }) => sounds.some((sound) => isVoiceOf(account, sound, other))).length <
            WINDOW_MOMENTS - 2,
        );
        const loud = account.moments
          .flatMap(({ sounds }) => sounds.filter((sound) => !isSilent(sound)))
          .map(({ peerId }) => seatOf(account, peerId))
          .filter((seat) => !seat || !others.includes(seat));
        return [
          ...missing.map(({ name }) => `${listener.name} does not hear ${name}`),
          ...new Set(loud.map((seat) => `${listener.name} hears something from ${seat?.name ?? 'an unknown seat'}`)),
          ...strayVoices(account),
        ];
      },
      options,
    );
  },

  /** The faces of exactly these people (and at most one's own), each in its own tile, and every one of them moving. */
  async toSeeExactly(viewer: Person, others: readonly Person[], { minHeight = 0, ...options }: SightOptions = {}) {
    const firstFrames = new Map<Person, number>();
    return settle(
      viewer,
      (account) => {
        const seen = account.sights
          .filter(({ name, face }) => face && name !== `${viewer.name} (you)`)
          .map(({ peerId, face }) => ({
            person: seatOf(account, peerId),
            frame: face?.frame ?? 0,
            height: face?.height ?? 0,
          }));
        const missing = others.filter((other) => !seen.some(({ person }) => person === other));
        const unexpected = seen.filter(({ person }) => !person || !others.includes(person));
        const low = seen.filter(({ height }) => height < minHeight);
        const still = seen.filter(({ person, frame }) => {
          if (!person) return false;
          const first = firstFrames.get(person) ?? frame;
          firstFrames.set(person, first);
          return first === frame;
        });
        return [
          ...missing.map(({ name }) => `${viewer.name} does not see ${name}`),
          ...unexpected.map(({ person }) => `${viewer.name} sees ${person?.name ?? 'somebody unknown'}`),
          ...low.map(({ person, height }) => `the picture of ${person?.name ?? 'somebody'} has only ${height} lines`),
          ...still.map(({ person }) => `the picture of ${person?.name ?? 'somebody'} does not move`),
          ...strayFaces(account),
        ];
      },
      options,
    );
  },

  /** Everything this page has played since it was opened came from the right seat, and from nobody but these people. */
  async toHaveHeardOnly(listener: Person, others: readonly Person[]) {
    const account = await takeAccount(listener, 0);
    const heard = account.listener.everyone.filter((person) =>
      account.moments.some(({ sounds }) => sounds.some(({ tonesHz }) => tonesHz.includes(person.identity.toneHz))),
    );
    const wrongs = heard
      .filter((person) => !others.includes(person))
      .map(({ name }) => `${listener.name} has heard ${name}`);
    return { pass: wrongs.length === 0, message: () => [...wrongs, '', describe(account)].join('\n') };
  },
});
