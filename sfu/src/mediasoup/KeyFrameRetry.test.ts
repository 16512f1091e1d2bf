import { FakeClock } from '@confab/rpc/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Watcher } from './KeyFrameRetry.ts';
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
  /** The worker's own request goes out to the sender. */
  let request: () => void;
  /** The worker has asked again. */
  let answer: () => void;
  const begin = (one: Watcher) => {
    retry.begin(one);
    request();
  };
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
        request = () => listener({ type: 'pli' });
      },
      enableTraceEvent: (types: string[] = []) => {
        traced.push(types);
        return Promise.resolve();
      },
    };
    producer = fake;
    const ask = () => {
      asked.push(clock.now());
      request();
      return new Promise<void>((resolve) => (answer = resolve));
    };
    retry = new KeyFrameRetry({ clock, producer: fake, ask });
  });
  afterEach(() => {
    retry.close();
    expect(clock.pending).toBe(0);
  });
  /** A look later than that it is noticed that somebody is ready, and when it is time. */
  const overdue = () => clock.advance(ASK_AGAIN_AFTER_MS + 50);
  const answered = async () => {
    answer();
    await Promise.resolve();
    await Promise.resolve();
  };

  it('[FW8] is asked for again soon after 250 ms, a few times, with space between', () => {
    begin(watcher());
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toEqual([]);
    clock.advance(60_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
    expect(asked[0]).toBeLessThanOrEqual(ASK_AGAIN_AFTER_MS + 50);
    const spaces = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(spaces).toEqual([ASKING_SPACING_MS, ASKING_SPACING_MS]);
  });

  it('is not asked for when it has come, and looked for only until then', () => {
    begin(watcher());
    clock.advance(60);
    keyFrame();
    clock.advance(60_000);
    expect(asked).toEqual([]);
    expect(traced).toEqual([['keyframe', 'pli', 'fir'], []]);
  });

  it('[FW8] is asked for as soon where others see the picture', async () => {
    begin(watcher());
    keyFrame();
    begin(watcher());
    overdue();
    expect(asked).toHaveLength(1);
    await answered();
    keyFrame();
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] has not come for who was not connected yet', async () => {
    const [early, late] = [watcher(), watcher(false)];
    begin(early);
    begin(late);
    clock.advance(100);
    keyFrame();
    clock.advance(1_000);
    expect(asked, 'there is nobody to ask for').toEqual([]);
    late.isReady = true;
    request();
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toEqual([]);
    clock.advance(51);
    expect(asked).toHaveLength(1);
    await answered();
    keyFrame();
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] is waited for where the last one took long: nobody shall stand still for one that is on its way', () => {
    begin(watcher());
    clock.advance(240);
    keyFrame();
    begin(watcher());
    clock.advance(240 * 1.5);
    expect(asked).toEqual([]);
    clock.advance(2 * 50);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] is not asked for while the worker keeps its own request back, for then it would come twice', () => {
    retry.begin(watcher());
    clock.advance(ASKING_SPACING_MS);
    expect(asked).toEqual([]);
    request();
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toEqual([]);
    clock.advance(51);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] is asked for when the worker keeps its own request back for longer than that', () => {
    retry.begin(watcher());
    clock.advance(ASKING_SPACING_MS + 2 * 50);
    expect(asked).toHaveLength(1);
  });

  it('[FW8] has not come when it was on its way to us while we asked, for that has cut it off', async () => {
    begin(watcher());
    overdue();
    keyFrame();
    await answered();
    clock.advance(ASKING_SPACING_MS);
    expect(asked).toHaveLength(2);
    await answered();
    keyFrame();
    clock.advance(60_000);
    expect(asked).toHaveLength(2);
  });

  it('[FW8] is waited for no longer than a second', async () => {
    begin(watcher());
    clock.advance(5_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
    begin(watcher());
    overdue();
    const before = asked.length;
    clock.advance(900);
    await answered();
    keyFrame();
    begin(watcher());
    clock.advance(MAX_PATIENCE_MS + 50);
    expect(asked.length).toBeGreaterThan(before);
  });

  it('[FW8] is never asked for twice within 350 ms, whoever comes and goes', () => {
    for (let round = 0; round < 200; round++) {
      const one = watcher();
      begin(one);
      clock.advance(37);
      if (round % 3 === 0) one.isGone = true;
    }
    const spaces = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(spaces.length).toBeGreaterThan(3);
    expect(Math.min(...spaces)).toBeGreaterThanOrEqual(ASKING_SPACING_MS);
  });

  it('is not asked for of who has gone, or looks away', () => {
    const [gone, away] = [watcher(), watcher()];
    begin(gone);
    begin(away);
    clock.advance(100);
    gone.isGone = true;
    away.isReady = false;
    clock.advance(60_000);
    expect(asked).toEqual([]);
  });

  it('waits for a handshake or a worker that takes its time, though not for ever', () => {
    begin(watcher(false));
    clock.advance(MAX_WAIT_MS - 1);
    expect(clock.pending).toBe(1);
    clock.advance(51);
    expect([asked, clock.pending]).toEqual([[], 0]);
  });

  it('is not asked for of one who is muted or gone', () => {
    begin(watcher());
    producer.paused = true;
    clock.advance(60_000);
    begin(watcher());
    producer.paused = false;
    producer.closed = true;
    clock.advance(60_000);
    expect(asked).toEqual([]);
  });

  it('goes on when the producer is paused for a moment by being asked', () => {
    begin(watcher());
    overdue();
    producer.paused = true;
    clock.advance(100);
    producer.paused = false;
    clock.advance(60_000);
    expect(asked).toHaveLength(MAX_REPETITIONS);
  });
});
