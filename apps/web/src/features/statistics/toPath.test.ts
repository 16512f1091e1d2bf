import { expect, it } from 'vitest';
import { toPath } from './toPath.ts';

const shape = { width: 10, height: 5, slots: 3 };

it('ends at the right, with zero at the bottom and the highest at the top', () => {
  expect(toPath([0, 2, 4], shape)).toBe('M0.00 5.00L5.00 3.00L10.00 1.00');
  expect(toPath([4], shape)).toBe('M10.00 1.00');
});

it('bears nothing, and nothing but zeros', () => {
  expect(toPath([], shape)).toBe('');
  expect(toPath([0, 0], shape)).toBe('M5.00 5.00L10.00 5.00');
});
