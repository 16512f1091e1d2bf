import { expect, it } from 'vitest';
import { retryDelayMs } from './retryDelayMs.ts';

const longest = () => 1;

it('tries at once first, then anywhere up to a growing ceiling', () => {
  expect([0, 1, 2, 3, 4, 5].map((attempt) => retryDelayMs(attempt, 0, longest))).toEqual([
    0, 250, 500, 1_000, 1_000, 1_000,
  ]);
  expect(retryDelayMs(3, 0, () => 0)).toBe(0);
});

it('is in less of a hurry when the seat is lost', () => {
  expect(retryDelayMs(50, 60_000, longest)).toBe(10_000);
});
