import { expect, it } from 'vitest';
import { isLowered } from './isLowered.ts';

it.each([
  ['the wanted layer comes', { current: 2, wanted: 2, senderScores: [10, 10, 10] }, false],
  ['a smaller one comes', { current: 0, wanted: 2, senderScores: [10, 10, 10] }, true],
  ['a larger one comes still', { current: 2, wanted: 1, senderScores: [10, 10, 10] }, false],
  ['the sender sends no larger one', { current: 1, wanted: 2, senderScores: [10, 10, 0] }, false],
  ['of one stream with layers a smaller one comes', { current: 1, wanted: 2, senderScores: [10] }, true],
  ['nothing flows', { current: undefined, wanted: 2, senderScores: [10, 10, 10] }, false],
])('when %s', (_, layers, expected) => {
  expect(isLowered(layers)).toBe(expected);
});
