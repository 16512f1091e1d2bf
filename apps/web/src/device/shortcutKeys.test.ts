import { expect, it } from 'vitest';
import { defaultKeys, parseKeys } from './shortcutKeys.ts';

it('takes the keys that were chosen, and the usual ones for the rest', () => {
  expect(parseKeys({ microphone: 'x', hand: 'ф', toString: 'q' })).toEqual({
    ...defaultKeys,
    microphone: 'x',
    hand: 'ф',
  });
});

it.each([
  [undefined],
  ['m'],
  [{ microphone: 'Escape', camera: ' ', chat: 'A', people: '?' }],
  [{ microphone: 'v' }],
  [{ camera: 5 }],
])('takes none of %j', (stored) => {
  expect(parseKeys(stored)).toEqual(defaultKeys);
});
