import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { STEADY_AFTER_FALL_MS, STEADY_MS, SteadyTop } from './SteadyTop.ts';

function createTop(hasFallen = false) {
  const clock = new FakeClock();
  const log: string[] = [];
  const top = new SteadyTop({
    clock,
    hasFallen,
    onChanged: () => void log.push(top.isSteady ? 'steady' : 'not'),
    onFallen: () => void log.push('fallen'),
  });
  return { clock, log, top };
}

it('[FW12] who has the largest layer needs no other one when that has held', () => {
  const { clock, log, top } = createTop();
  top.look('top');
  clock.advance(STEADY_MS - 1);
  expect([top.isSteady, log]).toEqual([false, []]);
  top.look('top');
  clock.advance(1);
  expect([top.isSteady, log]).toEqual([true, ['steady']]);
});

it('[FW12] a smaller one meanwhile begins that time anew', () => {
  const { clock, top } = createTop();
  top.look('top');
  clock.advance(STEADY_MS - 1);
  top.look('less');
  top.look('top');
  clock.advance(STEADY_MS - 1);
  expect(top.isSteady).toBe(false);
  clock.advance(1);
  expect(top.isSteady).toBe(true);
});

it('[FW12] who loses it needs all of them at once, and for much longer than before', () => {
  const { clock, log, top } = createTop();
  top.look('top');
  clock.advance(STEADY_MS);
  top.look('less');
  expect([top.isSteady, log]).toEqual([false, ['steady', 'not', 'fallen']]);
  top.look('top');
  clock.advance(STEADY_AFTER_FALL_MS - 1);
  expect(top.isSteady).toBe(false);
  clock.advance(1);
  expect(top.isSteady).toBe(true);
});

it('[FW12] who has lost it with another consumer needs all of them for as long', () => {
  const { clock, top } = createTop(true);
  top.look('top');
  clock.advance(STEADY_AFTER_FALL_MS - 1);
  expect(top.isSteady).toBe(false);
  clock.advance(1);
  expect(top.isSteady).toBe(true);
});

it('[FW12] who wants another layer, or none, has not lost it', () => {
  const { clock, log, top } = createTop();
  top.look('top');
  clock.advance(STEADY_MS);
  top.look('other');
  expect(log).toEqual(['steady', 'not']);
  top.look('top');
  clock.advance(STEADY_MS);
  expect(top.isSteady).toBe(true);
});

it('leaves no timer', () => {
  const { clock, top } = createTop();
  top.look('top');
  top.close();
  expect(clock.pending).toBe(0);
});
