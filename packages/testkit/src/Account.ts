import type { Identity } from './Identity.ts';
import type { Report, Sight, Sound } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';
import type { Person } from './Person.ts';

/** Below this nobody hears anything: decoded silence is far lower, the faintest voice of ours far louder. In dB. */
const SILENCE_DB = -70;

/** What is to be known of a person to judge what was heard and seen. */
export type Member = { readonly name: string; readonly identity: Identity; readonly everyone: readonly Member[] };

/** What one person's page has played since a moment, and what it shows. */
export type Account = Report & { readonly listener: Member; readonly sinceMs: number };

export async function takeAccount(listener: Person, sinceMs = 0): Promise<Account> {
  return { ...(await listener.report(sinceMs)), listener, sinceMs };
}

/** Only the newest sounds of it. */
export function lastOf(account: Account, ms: number): Account {
  const sinceMs = Math.max(account.sinceMs, account.listenedUntilMs - ms);
  return { ...account, sinceMs, sounds: account.sounds.filter(({ atMs }) => atMs > sinceMs) };
}

/** Whose seat it is, by the name on its tile. */
const seatNamed = ({ listener }: Account, tileName: string): Member | undefined =>
  listener.everyone.find(({ name }) => tileName === name || tileName === pageContract.ownTileName(name));

export const seatOf = (account: Account, { seat }: Sound): Member | undefined => seatNamed(account, seat);
export const tileOwner = (account: Account, { name }: Sight): Member | undefined => seatNamed(account, name);

/** Whose voices are in it. */
export const voicesIn = ({ listener }: Account, { tonesHz }: Sound): readonly Member[] =>
  listener.everyone.filter(({ identity }) => tonesHz.includes(identity.toneHz));

/** Whose face it is; undefined when it is nobody's. */
export const faceOwner = ({ listener }: Account, { face }: Sight): Member | undefined =>
  listener.everyone.find(({ identity }) => identity.index === face?.index);

export const isSilent = ({ levelDb }: Sound): boolean => levelDb < SILENCE_DB;

/** Their own voice, out of their own seat. */
export const isVoiceOf = (account: Account, sound: Sound, person: Member): boolean =>
  seatOf(account, sound) === person && sound.tonesHz.includes(person.identity.toneHz);

/** Nobody sits in a seat without a tile, or with one whose name no person of the test has. */
export const seatName = (person: Member | undefined): string => (person ? `${person.name}'s seat` : 'a seat of nobody');

/** How far back a page can listen that comes to it late (createListener). */
const LISTENS_BACK_MS = 680;

/** For how long of that time the page stood still, longer than it can make up for. */
export function stoodStillMs({ sinceMs, listenedAtMs }: Account, fromMs: number, untilMs: number): number {
  const times = [sinceMs, ...listenedAtMs];
  return times.slice(1).reduce((sum, endMs, index) => {
    const startMs = times[index] ?? endMs;
    const sharedMs = Math.min(endMs, untilMs) - Math.max(startMs, fromMs);
    return endMs - startMs > LISTENS_BACK_MS && sharedMs > 0 ? sum + sharedMs : sum;
  }, 0);
}
