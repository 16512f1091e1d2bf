import type { CallSnapshot } from '@confab/client';
import type { Role, Source } from '@confab/protocol';

/** Somebody in the list of people. */
export type Person = {
  readonly peerId: string;
  readonly name: string;
  readonly isSelf: boolean;
  readonly role: Role;
  readonly handRaised: number | undefined;
  /** What is heard or seen of them now. */
  readonly live: readonly Source[];
};

/** Raised hands first, in their order; then oneself, then the others as they came. */
export function toPeople(self: CallSnapshot['self'], peers: CallSnapshot['peers']): readonly Person[] {
  const own: Person = {
    peerId: self.peerId ?? '',
    name: self.displayName,
    isSelf: true,
    role: self.role ?? 'speaker',
    handRaised: self.handRaised,
    live: (['microphone', 'camera', 'screen'] as const).filter((source) => self[source].actual === 'on'),
  };
  const others = peers.map(({ peerId, displayName, role, handRaised, sources }): Person => ({
    peerId,
    name: displayName,
    isSelf: false,
    role,
    handRaised,
    live: sources.filter(({ muted }) => !muted).map(({ source }) => source),
  }));
  // Sorting keeps the order of equals.
  return [own, ...others].sort((one, other) => (one.handRaised ?? Infinity) - (other.handRaised ?? Infinity) || 0);
}

/** Whoever's name has all the words in it, whatever their case and accents. */
export function findPeople(people: readonly Person[], search: string): readonly Person[] {
  const words = plain(search).split(/\s+/u);
  return people.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
