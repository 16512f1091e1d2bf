import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { LayerNudge, MAX_NUDGES, NUDGE_EVERY_MS } from './LayerNudge.ts';

function start() {
  const clock = new FakeClock();
  const state = { isSettled: false, nudges: 0 };
  const nudge = new LayerNudge({ clock, isSettled: () => state.isSettled, nudge: () => void state.nudges++ });
  return { clock, state, nudge };
}

it('[FW11] a stream that does not begin is chosen a layer of again, until it has begun', () => {
  const { clock, state, nudge } = start();
  nudge.begin();
  expect(state.nudges).toBe(0);
  clock.advance(3 * NUDGE_EVERY_MS);
  expect(state.nudges).toBe(3);
  state.isSettled = true;
  clock.advance(60_000);
  expect(state.nudges).toBe(3);
  expect(clock.pending).toBe(0);
});

it('[FW11] of a stream that never begins the worker is left alone after a while, and asked anew when it shall flow again', () => {
  const { clock, state, nudge } = start();
  nudge.begin();
  clock.advance(60_000);
  expect(state.nudges).toBe(MAX_NUDGES);
  nudge.begin();
  nudge.begin();
  clock.advance(60_000);
  expect(state.nudges).toBe(2 * MAX_NUDGES);
});

it('nothing is asked of what is closed', () => {
  const { clock, state, nudge } = start();
  nudge.begin();
  nudge.close();
  clock.advance(60_000);
  expect(state.nudges).toBe(0);
});
