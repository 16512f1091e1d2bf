import type { Account, Member } from './Account.ts';
import { faceOwner, stoodStillMs, tileOwner } from './Account.ts';
import type { Frame, Sight } from './page/installMeters.ts';

/** Pictures of the others; one's own preview and shared screens are judged elsewhere. */
const othersOf = (account: Account): readonly Sight[] =>
  account.sights.filter((sight) => sight.source !== 'screen' && tileOwner(account, sight) !== account.listener);

/** Empty when the face of each of these people is in their own tile, at least so high. */
export function missingFaces(account: Account, people: readonly Member[], minHeight: number): readonly string[] {
  return people.flatMap((person) => {
    const sight = othersOf(account).find((one) => tileOwner(account, one) === person);
    if (!sight?.face || faceOwner(account, sight) !== person) {
      return [`${account.listener.name} does not see ${person.name}`];
    }
    const { height } = sight.face;
    return height < minHeight ? [`the picture of ${person.name} has ${height} lines, not ${minHeight}`] : [];
  });
}

/** Empty when there is no picture but those of these people. */
export const unwantedPictures = (account: Account, people: readonly Member[]): readonly string[] =>
  othersOf(account).flatMap((sight) => {
    const owner = tileOwner(account, sight);
    if ((!sight.face && !sight.isUnreadable) || (owner && people.includes(owner))) return [];
    return [`${account.listener.name} sees a picture in the tile "${sight.name}"`];
  });

/** Faces that are in somebody else's tile. Each is a leak or a swap. */
export const strayFaces = (account: Account): readonly string[] =>
  account.sights.flatMap((sight) => {
    const face = sight.face && (faceOwner(account, sight)?.name ?? 'nobody');
    return face !== undefined && face !== tileOwner(account, sight)?.name
      ? [`the face of ${face} is in the tile "${sight.name}"`]
      : [];
  });

/** Remembers the first frame that it saw of each, so that a picture that stands still is noticed. */
export function createMotionJudge(): (account: Account, people: readonly Member[]) => readonly string[] {
  const firstFrames = new Map<Member, number>();
  return (account, people) =>
    othersOf(account).flatMap((sight) => {
      const person = faceOwner(account, sight);
      if (!sight.face || !person || !people.includes(person)) return [];
      const first = firstFrames.get(person) ?? sight.face.frame;
      firstFrames.set(person, first);
      return first === sight.face.frame ? [`the picture of ${person.name} does not move`] : [];
    });
}

/**
 * The longest time between two frames of the person's face in their own tile. What passed while the page stood still and could
 * not look is not known, and not counted.
 */
export function longestStillMs(account: Account, frames: readonly Frame[], person: Member): number {
  const own = frames.filter(({ seat, index }) => seat === person.name && index === person.identity.index);
  const times = [account.sinceMs, ...own.map(({ atMs }) => atMs), account.listenedUntilMs];
  const waits = times.slice(1).map((atMs, index) => {
    const fromMs = times[index] ?? atMs;
    return atMs - fromMs - stoodStillMs(account, fromMs, atMs);
  });
  return Math.round(Math.max(0, ...waits));
}
