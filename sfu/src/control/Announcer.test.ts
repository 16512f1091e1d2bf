import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { ANNOUNCE_INTERVAL_MS, Announcer } from './Announcer.ts';

it('[ND1] [ND2] tells the load every two seconds, and at once that it drains', () => {
  const clock = new FakeClock();
  const told: unknown[] = [];
  let load = 0.123;
  const announcer = new Announcer({ clock, readLoad: () => load, tell: (state) => void told.push(state) });
  announcer.start();
  clock.advance(ANNOUNCE_INTERVAL_MS);
  load = 0.5;
  announcer.drain();
  clock.advance(ANNOUNCE_INTERVAL_MS);
  announcer.close();
  clock.advance(ANNOUNCE_INTERVAL_MS);
  expect(told).toEqual([
    { load: 0.12, draining: false },
    { load: 0.5, draining: true },
    { load: 0.5, draining: true },
  ]);
  expect(clock.pending).toBe(0);
});
