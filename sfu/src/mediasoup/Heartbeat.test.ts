import { FakeClock } from '@confab/rpc/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './Heartbeat.ts';

describe('Heartbeat', () => {
  const onStopped = vi.fn<() => void>();
  const beat = vi.fn<() => Promise<void>>();
  let clock: FakeClock;
  let heartbeat: Heartbeat;
  beforeEach(() => {
    vi.resetAllMocks();
    clock = new FakeClock();
    heartbeat = new Heartbeat({ clock, beat, onStopped });
  });
  const silence = () => new Promise<void>(() => undefined);

  it('goes on as long as it is answered', async () => {
    beat.mockImplementation(() => Promise.resolve());
    for (let count = 0; count < 10; count++) {
      clock.advance(1_000);
      await Promise.resolve();
    }
    expect(beat).toHaveBeenCalledTimes(10);
    expect(onStopped).not.toHaveBeenCalled();
  });

  it('stops once, after two unanswered beats', () => {
    beat.mockImplementation(silence);
    clock.advance(2_999);
    expect(onStopped).not.toHaveBeenCalled();
    clock.advance(10_000);
    expect(onStopped).toHaveBeenCalledOnce();
    expect(clock.pending).toBe(0);
  });

  it('forgives a late answer', async () => {
    let answer: () => void = () => undefined;
    beat.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    beat.mockImplementation(silence);
    clock.advance(2_000);
    answer();
    await Promise.resolve();
    clock.advance(1_000);
    expect(onStopped).not.toHaveBeenCalled();
  });

  it('leaves no timer when it is closed, twice', () => {
    heartbeat.close();
    heartbeat.close();
    expect(clock.pending).toBe(0);
  });
});
