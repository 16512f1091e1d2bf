import { expect, it } from 'vitest';
import { restartDelayMs } from './restartDelayMs.ts';

it('starts again at once, then after 0.25 s doubling up to 5 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 2000].map(restartDelayMs)).toEqual([0, 250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
});
