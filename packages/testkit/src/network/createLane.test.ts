import { describe, expect, it } from 'vitest';
import { createLane } from './createLane.ts';
import type { LaneConditions } from './NetworkConditions.ts';
import { laneOf } from './NetworkConditions.ts';
import { seededRandom } from './seededRandom.ts';

const BYTES = 1_000;
const MANY = 20_000;

/** When each of so many datagrams arrives, one sent each millisecond. */
function send(conditions: LaneConditions, count = MANY): readonly (number | undefined)[] {
  const lane = createLane(conditions, { random: seededRandom(1) });
  return Array.from({ length: count }, (_, index) => lane(BYTES, index));
}
const delaysOf = (arrivals: readonly (number | undefined)[]): readonly number[] =>
  arrivals.flatMap((atMs, index) => (atMs === undefined ? [] : [atMs - index]));
const lostShare = (arrivals: readonly (number | undefined)[]) =>
  arrivals.filter((atMs) => atMs === undefined).length / arrivals.length;

describe('createLane', () => {
  it('does nothing to what it is not told to', () => {
    expect(new Set(delaysOf(send({})))).toEqual(new Set([0]));
  });

  it('delays', () => {
    expect(new Set(delaysOf(send({ delayMs: 80 })))).toEqual(new Set([80]));
  });

  it('makes late by up to the jitter, and keeps the order', () => {
    const arrivals = send({ delayMs: 20, jitterMs: 30 });
    const delays = delaysOf(arrivals);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...delays)).toBeLessThanOrEqual(50);
    expect(Math.max(...delays)).toBeGreaterThan(45);
    expect(arrivals).toEqual(arrivals.toSorted((a = 0, b = 0) => a - b));
  });

  it.each([0.05, 0.1, 0.2])('loses %f of all', (loss) => {
    expect(lostShare(send({ loss }))).toBeCloseTo(loss, 1.5);
  });

  it('loses in rows of that length, and as much in all', () => {
    const arrivals = send({ loss: 0.1, burst: 5 });
    const rows = arrivals
      .map((atMs) => (atMs === undefined ? 'x' : ' '))
      .join('')
      .match(/x+/g);
    const meanRow = (lostShare(arrivals) * MANY) / (rows?.length ?? 0);
    expect(lostShare(arrivals)).toBeCloseTo(0.1, 1.5);
    expect(meanRow).toBeGreaterThan(4);
    expect(meanRow).toBeLessThan(6);
  });

  it('loses everything when told to, also in rows', () => {
    expect(lostShare(send({ loss: 1 }))).toBe(1);
    expect(lostShare(send({ loss: 1, burst: 3 }))).toBe(1);
  });

  it('lets those behind overtake', () => {
    const arrivals = send({ reordered: 0.1 });
    const late = delaysOf(arrivals).filter((delayMs) => delayMs > 0).length / MANY;
    expect(late).toBeCloseTo(0.1, 1.5);
  });

  it('lets through what fits, makes the rest wait, and loses what has waited for too long', () => {
    // Eight megabits a second are sent, a quarter of it fits.
    const arrivals = send({ bandwidthBps: 2_000_000 }, 4_000);
    expect(1 - lostShare(arrivals)).toBeCloseTo(0.27, 1.5);
    expect(Math.max(...delaysOf(arrivals))).toBeLessThan(210);
    expect(lostShare(send({ bandwidthBps: 9_000_000 }))).toBe(0);
  });

  it('differs by the way, where that is said', () => {
    const conditions = { delayMs: 10, loss: 0.1, up: { loss: 0.5 }, down: { delayMs: 30 } };
    expect(laneOf(conditions, 'up')).toEqual({ delayMs: 10, loss: 0.5 });
    expect(laneOf(conditions, 'down')).toEqual({ delayMs: 30, loss: 0.1 });
  });
});
