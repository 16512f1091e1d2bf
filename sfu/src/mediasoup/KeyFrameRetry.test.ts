import { FakeClock } from '@confab/rpc/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ASK_AGAIN_AFTER_MS,
  ASKING_SPACING_MS,
  KeyFrameRetry,
  MAX_PATIENCE_MS,
  MAX_REPETITIONS,
  MAX_WAIT_MS,
} from './KeyFrameRetry.ts';

describe('a key frame that does not come', () => {
  let clock: FakeClock;
  let retry: KeyFrameRetry;
  /** When it was asked for again. */
  let asked: number[];
  let traced: string[][];
  let keyFrame: () => void;
  let producer: { closed: boolean; paused: boolean };
  const watcher = (isReady = true) => ({ isGone: false, isReady });

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    traced = [];
    const fake = {
      closed: false,
      paused: false,
      on: (_: 'trace', listener: (trace: { readonly type: string }) => void) => {
        keyFrame = () => listener({ type: 'keyframe' });
      },
      enableTraceEvent: (types: string[] = []) => {
        traced.push(types);
        return Promise.resolve();
      },
    };
    producer = fake;
    retry = new KeyFrameRetry({ clock, producer: fake, ask: () => void asked.push(clock.now()) });
  });
  afterEach(() => {
    retry.close();
    expect(clock.pending).toBe(0);
  });
  /** A look later than that it is noticed that somebody is ready, and when it is time. */
  const overdue = () => clock.advance(ASK_AGAIN_AFTER_MS + 50);

  it('[FW8] is asked for again soon after 250 ms, a few times, with space between', () => {
    retry.begin(watcher());
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toEqual([]);
    clock.advance(60_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
    expect(asked[0]).toBeLessThanOrEqual(ASK_AGAIN_AFTER_MS + 50);
    const spaces = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(spaces).toEqual([ASKING_SPACING_MS, ASKING_SPACING_MS]);
  });

  it('is not asked for when it has come, and looked for only until then', () => {
    retry.begin(watcher());
    clock.advance(60);
    keyFrame();
    clock.advance(60_000);
    expect(asked).toEqual([]);
    expect(traced).toEqual([['keyframe'], []]);
  });

  it('[FW8] is asked for as soon where others see the picture', () => {
    retry.begin(watcher());
    keyFrame();
    retry.begin(watcher());
    overdue();
    expect(asked).toHaveLength(1);
    keyFrame();
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] has not come for who was not connected yet', () => {
    const [early, late] = [watcher(), watcher(false)];
    retry.begin(early);
    retry.begin(late);
    clock.advance(100);
    keyFrame();
    clock.advance(1_000);
    expect(asked, 'there is nobody to ask for').toEqual([]);
    late.isReady = true;
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toEqual([]);
    clock.advance(51);
    expect(asked).toHaveLength(1);
    keyFrame();
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] is waited for where the last one took long: nobody shall stand still for one that is on its way', () => {
    retry.begin(watcher());
    clock.advance(290);
    keyFrame();
    retry.begin(watcher());
    clock.advance(240 * 1.5);
    expect(asked).toEqual([]);
    clock.advance(2 * 50);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] is waited for no longer than a second', () => {
    retry.begin(watcher());
    clock.advance(5_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
    retry.begin(watcher());
    overdue();
    const before = asked.length;
    clock.advance(900);
    keyFrame();
    retry.begin(watcher());
    clock.advance(MAX_PATIENCE_MS + 50);
    expect(asked.length).toBeGreaterThan(before);
  });

  it('[FW8] is never asked for twice within 350 ms, whoever comes and goes', () => {
    for (let round = 0; round < 200; round++) {
      const one = watcher();
      retry.begin(one);
      clock.advance(37);
      if (round % 3 === 0) one.isGone = true;
    }
    const spaces = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(spaces.length).toBeGreaterThan(3);
    expect(Math.min(...spaces)).toBeGreaterThanOrEqual(ASKING_SPACING_MS);
  });

  it('is not asked for of who has gone, or looks away', () => {
    const [gone, away] = [watcher(), watcher()];
    retry.begin(gone);
    retry.begin(away);
    clock.advance(100);
    gone.isGone = true;
    away.isReady = false;
    clock.advance(60_000);
    expect(asked).toEqual([]);
  });

  it('waits for a handshake or a worker that takes its time, though not for ever', () => {
    retry.begin(watcher(false));
    clock.advance(MAX_WAIT_MS - 1);
    expect(clock.pending).toBe(1);
    clock.advance(51);
    expect([asked, clock.pending]).toEqual([[], 0]);
  });

  it('is not asked for of one who is muted or gone', () => {
    retry.begin(watcher());
    producer.paused = true;
    clock.advance(60_000);
    retry.begin(watcher());
    producer.paused = false;
    producer.closed = true;
    clock.advance(60_000);
    expect(asked).toEqual([]);
  });

  it('goes on when the producer is paused for a moment by being asked', () => {
    retry.begin(watcher());
    overdue();
    producer.paused = true;
    clock.advance(100);
    producer.paused = false;
    clock.advance(60_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
  });
});
