import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { LOWEST_WITHIN_MS, LowestLayer } from './LowestLayer.ts';

function start({ isKnown = false } = {}) {
  const clock = new FakeClock();
  const state = { known: 0 };
  const lowest = new LowestLayer({ clock, isKnown, onKnown: () => void state.known++ });
  return { clock, state, lowest };
}

it('[FW15] is not waited for when it has come before', () => {
  const { lowest, state } = start({ isKnown: true });
  lowest.look([0, 10]);
  expect([lowest.isKnown, state.known]).toEqual([true, 0]);
});

it('[FW15] is waited for, and said to be known once, whatever becomes of it', () => {
  const { clock, lowest, state } = start();
  clock.advance(60_000);
  lowest.look([0, 10]);
  expect(lowest.isKnown).toBe(false);
  lowest.look([10, 10]);
  lowest.look([0, 0]);
  lowest.look([7, 0]);
  clock.advance(60_000);
  expect([lowest.isKnown, state.known, clock.pending]).toEqual([true, 1, 0]);
});

it('[FW15] is not waited for any longer when another one has come and it has not', () => {
  const { clock, lowest, state } = start();
  lowest.look([0, 0]);
  lowest.look([0, 10]);
  clock.advance(LOWEST_WITHIN_MS - 1);
  lowest.look([0, 9]);
  expect(lowest.isKnown).toBe(false);
  clock.advance(1);
  expect([lowest.isKnown, state.known]).toEqual([true, 1]);
});

it('is not waited for by what is closed', () => {
  const { clock, lowest, state } = start();
  lowest.look([0, 10]);
  lowest.close();
  clock.advance(60_000);
  expect([lowest.isKnown, state.known]).toEqual([false, 0]);
});
