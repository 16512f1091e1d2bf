import { plainEffects, type CallSnapshot, type RemotePeer } from '@confab/client';
import { expect, it } from 'vitest';
import { findPeople, toPeople } from './toPeople.ts';

const off = { wanted: false, actual: 'off' } as const;
const self: CallSnapshot['self'] = {
  peerId: 'me',
  displayName: 'Ada',
  role: 'host',
  microphone: { wanted: true, actual: 'on' },
  camera: off,
  screen: { ...off, isOwnTab: false },
  effects: plainEffects,
};
const peer = (displayName: string, handRaised?: number): RemotePeer => ({
  peerId: displayName,
  displayName,
  connected: true,
  role: 'speaker',
  ...(handRaised !== undefined && { handRaised }),
  sources: [
    { source: 'microphone', muted: true },
    { source: 'camera', muted: false },
  ],
});
const names = (people: readonly { readonly name: string }[]) => people.map(({ name }) => name);

it('has raised hands first, in their order, then oneself and the others', () => {
  const people = toPeople(self, [peer('Bob'), peer('Cy', 9), peer('Zoë', 4)]);
  expect(names(people)).toEqual(['Zoë', 'Cy', 'Ada', 'Bob']);
  expect(people[2]?.live).toEqual(['microphone']);
  expect(people[3]?.live).toEqual(['camera']);
});

it('finds people by parts of their names', () => {
  const people = toPeople(self, [peer('Zoë Müller'), peer('Bob')]);
  expect(names(findPeople(people, ' zoe mull'))).toEqual(['Zoë Müller']);
  expect(names(findPeople(people, ''))).toEqual(['Ada', 'Zoë Müller', 'Bob']);
  expect(findPeople(people, '.*')).toEqual([]);
});
