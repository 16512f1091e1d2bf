import { expect, it } from 'vitest';
import { toDivisor } from './toDivisor.ts';

const camera = { width: 1_280, height: 720 };

it.each([
  ['as large as it is', { width: 1_280, height: 720 }, 1],
  ['larger', { width: 1_900, height: 1_000 }, 1],
  ['a little smaller', { width: 700, height: 400 }, 1],
  ['half as large', { width: 640, height: 360 }, 2],
  ['narrower than half, and higher', { width: 300, height: 400 }, 1],
  ['flatter than half, and wider', { width: 700, height: 100 }, 1],
  ['a thumbnail', { width: 160, height: 90 }, 8],
  ['a dot', { width: 1, height: 1 }, 8],
  ['not at all, yet', { width: 0, height: 0 }, 1],
  ['in no size that is a number', { width: Number.NaN, height: 90 }, 1],
])('drawn %s', (_, drawn, divisor) => {
  expect(toDivisor(camera, drawn)).toBe(divisor);
});

it('leaves a picture alone whose size nobody knows', () => {
  expect(toDivisor({}, { width: 100, height: 100 })).toBe(1);
});
