import type { Account, Member } from './Account.ts';
import type { Sound } from './page/installMeters.ts';
import { isSilent, isVoiceOf, lastOf, seatName, seatOf, stoodStillMs, voicesIn } from './Account.ts';

/** How long a voice must have been there, or have been gone, to count. */
const STEADY_MS = 1_000;
const WINDOW_MS = 100;
/** Two windows one after the other are no further apart, also when the page came late to listen. */
const IN_A_ROW_MS = 3 * WINDOW_MS;
/** So much of that time is enough for a voice to be there: a busy machine tears holes into every sound. */
const HEARD_SHARE = 0.5;

/** Judges the last second only, and not before a second was listened to. */
function ofLastSecond(whole: Account, judge: (account: Account) => readonly string[]): readonly string[] {
  const account = lastOf(whole, STEADY_MS);
  const isTooEarly = account.listenedUntilMs - account.sinceMs < STEADY_MS;
  return isTooEarly ? [`${account.listener.name} has not listened for a second yet`] : judge(account);
}

/**
 * Empty when everything that plays was really listened to: of a page whose sound got no processor nothing is heard, and that
 * is not silence. What was not heard then comes a moment later.
 */
function unheardTime(account: Account): readonly string[] {
  const rounds = account.listenedAtMs.filter((atMs) => atMs > account.sinceMs).length;
  const least = Math.min(rounds, (STEADY_MS / WINDOW_MS) * HEARD_SHARE);
  const isHeard = (peerId: string) => account.sounds.filter((sound) => sound.peerId === peerId).length >= least;
  return account.listenedTo.every(isHeard) ? [] : [`${account.listener.name}'s page has had no time to listen`];
}

/** Empty when these voices were heard for most of the last second, each out of its own seat. */
export const missingVoices = (whole: Account, people: readonly Member[]): readonly string[] =>
  ofLastSecond(whole, (account) =>
    people
      .filter((person) => {
        const heard = account.sounds.filter((sound) => isVoiceOf(account, sound, person));
        return heard.length < (STEADY_MS / WINDOW_MS) * HEARD_SHARE;
      })
      .map(({ name }) => `${account.listener.name} does not hear ${name}`),
  );

/** Empty when nothing but the voices of these people was heard in the last second. */
export const unwantedSounds = (whole: Account, people: readonly Member[]): readonly string[] =>
  ofLastSecond(whole, (account) => {
    const loudSeats = account.sounds.filter((sound) => !isSilent(sound)).map((sound) => seatOf(account, sound));
    const unwanted = loudSeats.filter((seat) => !seat || !people.includes(seat));
    const texts = unwanted.map((seat) => `${account.listener.name} hears something from ${seatName(seat)}`);
    return [...new Set(texts), ...strayVoices(account), ...unheardTime(account)];
  });

/** Empty when this person was silent for the whole of the last second. */
export const soundsJustNow = (whole: Account, person: Member): readonly string[] =>
  ofLastSecond(whole, (account) => [...soundsOf(account, person), ...unheardTime(account)]);

type Stray = { readonly sound: Sound; readonly voice: Member };

/**
 * Voices out of other seats than their own. What a browser fills a hole in a tone with repeats a few of its periods, and so may
 * sound like a lower tone, of another person: a voice counts where it does not belong when it is there in two windows one after
 * the other.
 */
function straysIn(account: Account): readonly Stray[] {
  const heardAt = new Map<string, number>();
  return account.sounds.flatMap((sound) => {
    const seat = seatOf(account, sound);
    const strays = voicesIn(account, sound).filter((voice) => voice !== seat);
    return strays.flatMap((voice) => {
      const key = `${sound.peerId} ${voice.name}`;
      const sinceMs = sound.atMs - (heardAt.get(key) ?? -Infinity);
      heardAt.set(key, sound.atMs);
      return sinceMs > 0 && sinceMs <= IN_A_ROW_MS ? [{ sound, voice }] : [];
    });
  });
}

/** Voices that came out of somebody else's seat, or of nobody's. Each is a leak or a swap. */
export function strayVoices(account: Account): readonly string[] {
  const texts = straysIn(account).map(
    ({ sound, voice }) => `the voice of ${voice.name} comes from ${seatName(seatOf(account, sound))}`,
  );
  return [...new Set(texts)];
}

/** Empty when no voice but those of these people was heard at any time of the account, from any seat. */
export function strangersHeard(account: Account, people: readonly Member[]): readonly string[] {
  const own = account.sounds.flatMap((sound) => {
    const seat = seatOf(account, sound);
    return seat && isVoiceOf(account, sound, seat) ? [seat] : [];
  });
  const heard = new Set([...own, ...straysIn(account).map(({ voice }) => voice)]);
  return [...heard]
    .filter((person) => !people.includes(person))
    .map(({ name }) => `${account.listener.name} has heard ${name}`);
}

/** Empty when the person was silent for the whole account: neither their seat made a sound, nor was their voice anywhere. */
export function soundsOf(account: Account, person: Member): readonly string[] {
  const strays = new Set(straysIn(account).flatMap(({ sound, voice }) => (voice === person ? [sound] : [])));
  const sounds = account.sounds.filter(
    (sound) => (seatOf(account, sound) === person && !isSilent(sound)) || strays.has(sound),
  );
  const [first] = sounds;
  if (!first) return [];
  const startMs = Math.round(first.atMs - account.sinceMs);
  return [`${account.listener.name} heard ${person.name} ${sounds.length} times, first after ${startMs} ms`];
}

/**
 * The longest time of the account in which the person's voice did not come out of their seat, in milliseconds. What passed
 * while the page stood still and could not listen is not known, and not counted.
 */
export function longestGapMs(account: Account, person: Member): number {
  const heardAt = account.sounds.filter((sound) => isVoiceOf(account, sound, person)).map(({ atMs }) => atMs);
  let [longestMs, gapMs, beforeMs] = [0, 0, account.sinceMs];
  for (const atMs of account.listenedAtMs) {
    const isHeard = heardAt.some((heardMs) => heardMs > beforeMs && heardMs <= atMs);
    gapMs = isHeard ? 0 : gapMs + atMs - beforeMs - stoodStillMs(account, beforeMs, atMs);
    longestMs = Math.max(longestMs, gapMs);
    beforeMs = atMs;
  }
  return Math.round(longestMs);
}
