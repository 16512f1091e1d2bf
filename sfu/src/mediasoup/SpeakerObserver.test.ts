import type { PeerId } from '@confab/protocol';
import { expect, it } from 'vitest';
import { areSame } from './SpeakerObserver.ts';

const [ada, bob] = ['ada' as PeerId, 'bob' as PeerId];

it('compares who is heard and in which order, not how loud', () => {
  const both = [
    { peerId: ada, volume: -10 },
    { peerId: bob, volume: -20 },
  ];
  expect(areSame([], [])).toBe(true);
  expect(
    areSame(
      both,
      both.map(({ peerId }) => ({ peerId, volume: -5 })),
    ),
  ).toBe(true);
  expect(areSame(both, both.toReversed())).toBe(false);
  expect(areSame(both, both.slice(1))).toBe(false);
  expect(areSame([], both)).toBe(false);
});
