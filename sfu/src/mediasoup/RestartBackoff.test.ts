import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { RestartBackoff } from './RestartBackoff.ts';

it('waits not at all at first, then ever longer, up to ten seconds', () => {
  const backoff = new RestartBackoff(new FakeClock());
  backoff.started();
  const delays = Array.from({ length: 10 }, () => backoff.nextDelayMs());
  expect(delays).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
});

it('starts over with one that lived a minute, and not with one that died sooner', () => {
  const clock = new FakeClock();
  const backoff = new RestartBackoff(clock);
  backoff.started();
  expect([backoff.nextDelayMs(), backoff.nextDelayMs()]).toEqual([0, 100]);

  backoff.started();
  clock.advance(59_999);
  expect(backoff.nextDelayMs()).toBe(200);

  backoff.started();
  clock.advance(60_000);
  expect(backoff.nextDelayMs()).toBe(0);
});
