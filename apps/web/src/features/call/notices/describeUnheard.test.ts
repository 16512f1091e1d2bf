import { expect, it } from 'vitest';
import { en } from '../../../text/en.ts';
import { describeUnheard } from './describeUnheard.ts';

const off = { wanted: false, actual: 'off' } as const;
const on = { wanted: true, actual: 'on' } as const;
const nothing = { microphone: off, camera: off, screen: { ...off, isOwnTab: false } };

it('says who gets nothing, for each source that is on', () => {
  const own = { ...nothing, microphone: { ...on, unheardBy: 2 }, camera: { ...on, unheardBy: 1 } };
  expect(describeUnheard(own, en.notices)).toBe(
    '2 people cannot hear you at the moment. This is being repaired.\n1 person cannot see you at the moment. This is being repaired.',
  );
});

it('is silent about what everyone gets, and about what is off', () => {
  expect(describeUnheard({ ...nothing, microphone: on }, en.notices)).toBe('');
  expect(describeUnheard({ ...nothing, microphone: { ...off, unheardBy: 3 } }, en.notices)).toBe('');
});
