import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { CpuMeter } from './CpuMeter.ts';

it('[LI7] CpuMeter tells a program that is busy on and on from one that was so for a second', () => {
  const clock = new FakeClock();
  const meter = new CpuMeter(clock);
  let usedMs = 1_234;
  meter.read(usedMs);
  const passSecond = (busyMs: number) => {
    clock.advance(1_000);
    usedMs += busyMs;
    meter.read(usedMs);
    return meter.load;
  };
  expect(passSecond(1_000)).toBeLessThan(0.9);
  expect(passSecond(0)).toBeLessThan(0.3);
  for (let second = 0; second < 5; second++) passSecond(1_000);
  expect(meter.load).toBeGreaterThan(0.9);
  // Two answers at once, after we were late, say nothing.
  meter.read(usedMs);
  expect(meter.load).toBeGreaterThan(0.9);
});
