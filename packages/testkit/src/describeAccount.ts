import type { Account } from './Account.ts';
import { faceOwner, isSilent, seatName, seatOf, takeAccount, voicesIn } from './Account.ts';
import type { Sight, Sound } from './page/installMeters.ts';
import type { Person } from './Person.ts';

/** Who hears and sees whom, on every page of the test; for the message of an assertion that failed. */
export async function describeEveryone(everyone: readonly Person[]): Promise<string> {
  const texts = everyone.map((person) =>
    takeAccount(person).then(
      (account) => describeAccount(account, person.pageErrors),
      () => `${person.name}'s page is closed, or was never opened`,
    ),
  );
  return (await Promise.all(texts)).join('\n\n');
}

function describeAccount(account: Account, pageErrors: readonly Error[]): string {
  const { listener, sights, main } = account;
  const state = Object.entries(main).map(([key, value]) => `data-${key}="${String(value)}"`);
  const lines = (texts: readonly string[], none: string) =>
    (texts.length > 0 ? texts : [none]).map((text) => `    ${text}`);
  return [
    `${listener.name}'s page: ${state.join(' ') || 'no call on it'}`,
    '  hears',
    ...lines(
      newestSounds(account).map((sound) => describeSound(account, sound)),
      'nothing: no audio element has played',
    ),
    '  sees',
    ...lines(
      sights.map((sight) => describeSight(account, sight)),
      'no tile',
    ),
    ...pageErrors.map(({ message }) => `  an error that the page did not catch: ${message}`),
  ].join('\n');
}

/** The last sound of each audio element that is still there. */
function newestSounds({ sounds, listenedUntilMs }: Account): readonly Sound[] {
  const newest = new Map(sounds.map((sound) => [sound.peerId, sound]));
  return [...newest.values()].filter(({ atMs }) => atMs > listenedUntilMs - 1_000);
}

function describeSound(account: Account, sound: Sound): string {
  const whose = voicesIn(account, sound).map(({ name }) => name);
  const what = isSilent(sound) ? 'silence' : 'a sound of nobody';
  const voice = whose.length > 0 ? `the voice of ${whose.join(' and ')}` : what;
  return `from ${seatName(seatOf(account, sound))}: ${voice} (${Math.round(sound.levelDb)} dB)`;
}

function describeSight(account: Account, sight: Sight): string {
  const { name, microphone, face, isUnreadable } = sight;
  const owner = faceOwner(account, sight)?.name ?? 'nobody';
  const empty = isUnreadable ? 'a picture of nobody' : 'no picture';
  const picture = face ? `the face of ${owner}, frame ${face.frame}, ${face.width}×${face.height}` : empty;
  return `in the tile "${name}" (microphone ${microphone || 'unknown'}): ${picture}`;
}
