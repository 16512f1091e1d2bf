import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { startHeartbeat } from './startHeartbeat.ts';

function createHeart() {
  const clock = new FakeClock();
  const log: string[] = [];
  const note = (what: string) => () => void log.push(`${clock.now()} ${what}`);
  let heardAt = 0;
  const stop = startHeartbeat({ clock, heardAt: () => heardAt, ping: note('ping'), onDead: note('dead') });
  return { clock, log, stop, hear: () => void (heardAt = clock.now()) };
}

describe('startHeartbeat', () => {
  it('[SE3] takes a silent socket for dead in time', () => {
    const { clock, log } = createHeart();
    clock.advance(60_000);
    expect(log).toEqual([`${PING_INTERVAL_MS} ping`, `${2 * PING_INTERVAL_MS} ping`, `${PING_TIMEOUT_MS} dead`]);
    expect(clock.pending).toBe(0);
  });

  it('[SE3] pings for ever while something is heard', () => {
    const { clock, log, stop, hear } = createHeart();
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000);
      hear();
    }
    expect(log).toHaveLength(20);
    stop();
    expect(clock.pending).toBe(0);
  });

  it('does not take its own standstill for the silence of the other end', () => {
    let now = 0;
    let ring: () => void = () => undefined;
    const clock = {
      now: () => now,
      after: (_: number, callback: () => void) => {
        ring = callback;
        return () => undefined;
      },
    };
    const log: string[] = [];
    const heart = { ping: () => void log.push('ping'), onDead: () => void log.push('dead') };
    startHeartbeat({ clock, heardAt: () => 0, ...heart });
    now = 30_000;
    ring();
    expect(log).toEqual(['ping']);
  });
});
