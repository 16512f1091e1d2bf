import { expect, it } from 'vitest';
import { fitLine } from './fitLine.ts';

it('finds the line that points lie on, and the middle of those that do not', () => {
  const exact = [0, 50, 100].map((x) => ({ x, y: 2 * x + 80 }));
  expect(fitLine(exact)).toEqual({ slope: 2, intercept: 80 });
  const off = exact.flatMap(({ x, y }) => [
    { x, y: y - 5 },
    { x, y: y + 5 },
  ]);
  expect(fitLine(off)).toEqual({ slope: 2, intercept: 80 });
});
