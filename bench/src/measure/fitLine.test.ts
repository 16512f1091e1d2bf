import { expect, it } from 'vitest';
import { fitLine } from './fitLine.ts';

it('finds the line that points lie on, and the middle of those that do not', () => {
  const exact = [0, 25, 100].map((x) => ({ x, y: 2 * x + 80 }));
  expect(fitLine(exact)).toMatchObject({ slope: expect.closeTo(2, 9), intercept: expect.closeTo(80, 6) });
  const off = exact.flatMap(({ x, y }) => [
    { x, y: y - 5 },
    { x, y: y + 5 },
  ]);
  expect(fitLine(off)).toMatchObject({ slope: expect.closeTo(2, 9), intercept: expect.closeTo(80, 6) });
});
