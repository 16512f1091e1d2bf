import { describe, expect, it } from 'vitest';
import type { RawStat } from '../../statistics/RawStats.ts';
import { isUnanswered } from './isUnanswered.ts';

const NOW = 10_000;
const pair = (sentMs: number | undefined, receivedMs: number | undefined): RawStat => ({
  type: 'candidate-pair',
  timestamp: NOW,
  ...(sentMs !== undefined && { lastPacketSentTimestamp: NOW - sentMs }),
  ...(receivedMs !== undefined && { lastPacketReceivedTimestamp: NOW - receivedMs }),
});
const report = (...stats: RawStat[]) => new Map(stats.map((stat, index) => [String(index), stat]));

describe('isUnanswered', () => {
  it('[HE6] is a path that is sent by, and that has brought nothing back for a second', () => {
    expect(isUnanswered(report(pair(20, 1_020)))).toBe(true);
    expect(isUnanswered(report(pair(20, 1_019)))).toBe(false);
  });

  it('[HE6] is none that something came by, whichever pair it was', () => {
    expect(isUnanswered(report(pair(20, 5_000), pair(undefined, 900)))).toBe(false);
    expect(isUnanswered(report(pair(20, 5_000), pair(6_000, 6_000)))).toBe(true);
  });

  it('[HE6] is none that nothing is sent by', () => {
    expect(isUnanswered(report(pair(600, 5_000)))).toBe(false);
    expect(isUnanswered(report(pair(undefined, 5_000)))).toBe(false);
  });

  it('[HE6] is none of which the browser says too little', () => {
    expect(isUnanswered(report(pair(20, undefined)))).toBe(false);
    expect(isUnanswered(report({ type: 'transport', timestamp: NOW }))).toBe(false);
    expect(isUnanswered(report())).toBe(false);
  });
});
