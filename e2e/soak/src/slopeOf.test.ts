import { describe, expect, it } from 'vitest';
import { slopeOf } from './slopeOf.ts';

const MINUTE = 60_000;
const every5s = (minutes: number, value: (atMs: number) => number) =>
  Array.from({ length: minutes * 12 }, (_, index) => ({ atMs: index * 5_000, value: value(index * 5_000) }));

describe('slopeOf', () => {
  it('finds a leak under the teeth of a collector', () => {
    const slope = slopeOf(every5s(10, (atMs) => 80 + (atMs / MINUTE) * 0.5 + ((atMs / 5_000) % 6)));
    expect(slope?.perHour).toBeCloseTo(30, 0);
    expect(slope?.atLeast).toBeGreaterThan(29);
  });

  it('is not sure of what goes up and down', () => {
    const slope = slopeOf(every5s(10, (atMs) => 80 + 8 * Math.sin(atMs / 40_000)));
    expect(slope?.atLeast).toBeLessThan(1);
  });

  it('says nothing of a process that has hardly lived', () => {
    expect(slopeOf(every5s(1, () => 80))).toBeUndefined();
  });
});
