import { FakeClock } from '@confab/rpc/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASK_AGAIN_AFTER_MS, KeyFrameRetry, MAX_REPETITIONS } from './KeyFrameRetry.ts';

describe('a key frame that does not come', () => {
  let clock: FakeClock;
  let retry: KeyFrameRetry;
  let asked: number;
  let traced: string[][];
  let keyFrame: () => void;
  let producer: { closed: boolean; paused: boolean };
  const watcher = () => ({ closed: false, paused: false });

  beforeEach(() => {
    clock = new FakeClock();
    asked = 0;
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
    retry = new KeyFrameRetry({ clock, producer: fake, ask: () => void asked++ });
  });
  afterEach(() => {
    retry.close();
    expect(clock.pending).toBe(0);
  });

  it('[FW8] is asked for again after 250 ms, a few times', () => {
    retry.begin(watcher());
    clock.advance(ASK_AGAIN_AFTER_MS - 1);
    expect(asked).toBe(0);
    clock.advance(1);
    expect(asked).toBe(1);
    clock.advance(60_000);
    expect(asked).toBe(MAX_REPETITIONS);
  });

  it('is not asked for when it has come, and looked for only until then', () => {
    retry.begin(watcher());
    keyFrame();
    clock.advance(60_000);
    expect(asked).toBe(0);
    expect(traced).toEqual([['keyframe'], []]);
  });

  it('[FW8] is left to the worker where somebody else sees the picture', () => {
    const first = watcher();
    retry.begin(first);
    keyFrame();
    retry.begin(watcher());
    clock.advance(60_000);
    expect(asked).toBe(0);
    first.closed = true;
    retry.begin(watcher());
    clock.advance(60_000);
    expect(asked, 'and where it had been left to it').toBe(0);
  });

  it('is left to the worker where the picture goes on to another one', () => {
    retry.spare(watcher());
    retry.begin(watcher());
    clock.advance(60_000);
    expect(asked).toBe(0);
  });

  it('counts nobody who has gone, or looks away', () => {
    const [seeing, gone] = [watcher(), watcher()];
    retry.begin(seeing);
    keyFrame();
    seeing.paused = true;
    retry.begin(watcher());
    clock.advance(ASK_AGAIN_AFTER_MS);
    expect(asked).toBe(1);
    keyFrame();
    retry.close();
    retry.begin(gone);
    gone.closed = true;
    clock.advance(60_000);
    expect(asked).toBe(1);
  });

  it('waits for a worker that takes its time to let it flow, though not for ever', () => {
    const [slow, never] = [watcher(), watcher()];
    slow.paused = true;
    retry.begin(slow);
    clock.advance(3 * ASK_AGAIN_AFTER_MS);
    expect(asked).toBe(0);
    slow.paused = false;
    clock.advance(ASK_AGAIN_AFTER_MS);
    expect(asked).toBe(1);
    keyFrame();
    slow.closed = true;
    never.paused = true;
    retry.begin(never);
    clock.advance(60_000);
    expect([asked, clock.pending]).toEqual([1, 0]);
  });

  it('is not asked for of one who is muted or gone', () => {
    retry.begin(watcher());
    producer.paused = true;
    clock.advance(60_000);
    retry.begin(watcher());
    producer.paused = false;
    producer.closed = true;
    clock.advance(60_000);
    expect(asked).toBe(0);
  });
});
