import type { Moment, Sight, Sound } from './page/installMeters.ts';
import type { PageState, Person } from './Person.ts';

/** Below this nobody hears anything: decoded silence is far lower, the faintest voice of ours far louder. In dB. */
const SILENCE_DB = -70;

/** What one person's page played and showed, with every voice and face called by its owner's name. */
export type Account = {
  readonly listener: Person;
  readonly moments: readonly Moment[];
  readonly sights: readonly Sight[];
  readonly pageState: PageState;
};

export async function takeAccount(listener: Person, sinceMs: number): Promise<Account> {
  const [moments, sights, pageState] = await Promise.all([
    listener.soundsSince(sinceMs),
    listener.sights(),
    listener.pageState(),
  ]);
  return { listener, moments, sights, pageState };
}

/** Whose seat it is, by the tiles on the listener's page. */
export const seatOf = ({ sights, listener }: Account, peerId: string): Person | undefined => {
  const name = sights.find((sight) => sight.peerId === peerId)?.name;
  return listener.everyone.find((person) => name === person.name || name === `${person.name} (you)`);
};

/** Whose voices are in it. */
const voicesIn = ({ listener }: Account, { tonesHz }: Sound): readonly Person[] =>
  listener.everyone.filter(({ identity }) => tonesHz.includes(identity.toneHz));

export const isSilent = ({ levelDb }: Sound): boolean => levelDb < SILENCE_DB;

/** A voice that comes out of the right person's seat. */
export const isVoiceOf = (account: Account, sound: Sound, person: Person): boolean =>
  seatOf(account, sound.peerId) === person && sound.tonesHz.includes(person.identity.toneHz);

/** Voices that come out of somebody else's seat, or of nobody's. Each is a leak or a swap. */
export function strayVoices(account: Account): readonly string[] {
  const strays = account.moments.flatMap(({ sounds }) =>
    sounds.flatMap((sound) => {
      const seat = seatOf(account, sound.peerId);
      return voicesIn(account, sound)
        .filter((voice) => voice !== seat)
        .map((voice) => `the voice of ${voice.name} comes from ${seat ? `${seat.name}'s seat` : 'an unknown seat'}`);
    }),
  );
  return [...new Set(strays)];
}

/** Faces that are in somebody else's tile. */
export const strayFaces = (account: Account): readonly string[] =>
  account.sights.flatMap(({ name, peerId, face }) => {
    const owner = face && account.listener.everyone.find(({ identity }) => identity.index === face.index);
    return face && owner !== seatOf(account, peerId)
      ? [`the face of ${owner?.name ?? 'nobody'} is in the tile ${name}`]
      : [];
  });

/** The account in words, for the message of an assertion that failed. */
export function describe(account: Account): string {
  const { listener, sights, moments, pageState } = account;
  const sounds = (moments.at(-1)?.sounds ?? []).map((sound) => {
    const whose = voicesIn(account, sound).map(({ name }) => name);
    const what =
      whose.length > 0 ? `the voice of ${whose.join(' and ')}` : isSilent(sound) ? 'silence' : 'a sound of nobody';
    return `from ${seatOf(account, sound.peerId)?.name ?? 'an unknown seat'}: ${what} (${Math.round(sound.levelDb)} dB)`;
  });
  const pictures = sights.map(({ name, face, isUnreadable }) => {
    if (!face) return `in the tile ${name}: ${isUnreadable ? 'a picture of nobody' : 'no picture'}`;
    const owner = listener.everyone.find(({ identity }) => identity.index === face.index)?.name ?? 'nobody';
    return `in the tile ${name}: the face of ${owner}, frame ${face.frame}, ${face.width}×${face.height}`;
  });
  const state = Object.entries(pageState).map(([key, value]) => `${key} ${String(value)}`);
  return [
    `${listener.name}'s page (${state.join(', ') || 'no call on it'})`,
    `  hears ${sounds.join('; ') || 'nothing at all'}`,
    `  sees ${pictures.join('; ') || 'no tile'}`,
  ].join('\n');
}
