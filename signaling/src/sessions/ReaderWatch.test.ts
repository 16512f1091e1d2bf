import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { ReaderWatch } from './ReaderWatch.ts';

const KIB = 1_024;

function createReader() {
  const clock = new FakeClock();
  const reader = { queued: 0, closedAt: undefined as number | undefined };
  const watch = new ReaderWatch({
    clock,
    queuedBytes: () => reader.queued,
    onTooSlow: () => void (reader.closedAt = clock.now()),
  });
  const write = (queued: number) => {
    reader.queued = queued;
    if (queued > 0) watch.leftWaiting(queued);
  };
  return { clock, reader, watch, write };
}

describe('ReaderWatch', () => {
  it('[PR4] costs nothing while the reader keeps up', () => {
    const { clock, write } = createReader();
    write(0);
    expect(clock.pending).toBe(0);
  });

  it('[PR4] ends one that takes nothing for 10 s, however little waits', () => {
    const { clock, reader, write } = createReader();
    write(1);
    clock.advance(9_999);
    expect(reader.closedAt).toBeUndefined();
    clock.advance(1);
    expect(reader.closedAt).toBe(10_000);
    expect(clock.pending).toBe(0);
  });

  it('[PR4] ends one that takes nothing while ever more is written', () => {
    const { clock, reader, write } = createReader();
    for (let second = 1; second <= 10; second++) {
      write(second * 100);
      clock.advance(1_000);
    }
    expect(reader.closedAt).toBe(10_000);
  });

  it('[PR4] lets one be that is slow and reads', () => {
    const { clock, reader, write } = createReader();
    write(255 * KIB);
    for (let second = 0; second < 60; second++) {
      reader.queued -= KIB;
      clock.advance(1_000);
    }
    expect(reader.closedAt).toBeUndefined();
    reader.queued = 0;
    clock.advance(1_000);
    expect([clock.pending, reader.closedAt]).toEqual([0, undefined]);
  });

  it('[PR4] counts the 10 s anew for each standstill', () => {
    const { clock, reader, write } = createReader();
    write(10);
    clock.advance(9_500);
    reader.queued = 0;
    clock.advance(1_000);
    write(10);
    clock.advance(9_999);
    expect(reader.closedAt).toBeUndefined();
    clock.advance(1);
    expect(reader.closedAt).toBe(20_500);
  });

  it('[PR4] ends one that is 256 KiB behind for 10 s, though it reads drop by drop', () => {
    const { clock, reader, watch, write } = createReader();
    write(300 * KIB);
    expect(watch.isBehind).toBe(true);
    for (let second = 0; second < 10; second++) {
      reader.queued -= 1;
      clock.advance(1_000);
    }
    expect(reader.closedAt).toBe(10_000);
  });

  it('[PR4] ends one over 4 MiB at once, and only once', () => {
    const { clock, reader, write } = createReader();
    write(4 * KIB * KIB + 1);
    expect(reader.closedAt).toBe(0);
    clock.advance(60_000);
    write(5 * KIB * KIB);
    expect([reader.closedAt, clock.pending]).toEqual([0, 0]);
  });
});
