import type { Person } from '../src/index.ts';
import { describeTimeline, expect, measureGaps } from '../src/index.ts';
import { longestStillMs } from '../src/judgeSight.ts';
import { longestGapMs } from '../src/judgeSound.ts';
import { takeAccount } from '../src/Account.ts';
import { test } from './page/test.ts';

/** The relay and the gaps judged by each other, on a page with real peer connections in it. */

let ada: Person;
let bob: Person;
test.beforeEach(async ({ visit, arrive, seat }) => {
  [ada, bob] = [await visit('Ada', { network: 'relayed' }), await arrive('Bob')];
  await seat(ada, [{ of: bob, voices: [bob], face: bob }]);
  await Promise.all([expect(ada).toHear(bob), expect(ada).toSee(bob)]);
});

test('all media goes through the relay', async () => {
  const before = ada.network.counters;
  expect(before.up + before.down).toBeGreaterThan(50);
  expect(before.lost).toBe(0);
  ada.network.blackout();
  await expect(bob).toBeSilentFor(ada);
  await expect.poll(async () => (await ada.frames((await ada.nowMs()) - 500)).length).toBe(0);
});

test('a blackout is measured as a gap of about its length', async () => {
  const long = await measureBlackout(2_500);
  // What was received before is played first, and its end stretched; a face waits for the next whole frame.
  expect(long.voiceMs).toBeGreaterThan(1_000);
  expect(long.voiceMs).toBeLessThan(4_000);
  expect(long.faceMs).toBeGreaterThan(1_500);
  expect(long.faceMs).toBeLessThan(4_500);
  const short = await measureBlackout(200);
  expect(short.voiceMs).toBeLessThan(long.voiceMs);
  expect(short.faceMs).toBeLessThan(long.faceMs);
});

async function measureBlackout(ms: number): Promise<{ readonly voiceMs: number; readonly faceMs: number }> {
  const sinceMs = await ada.nowMs();
  await ada.network.blackoutFor(ms);
  await Promise.all([expect(ada).toHear(bob), expect(ada).toSee(bob)]);
  const account = await takeAccount(ada, sinceMs);
  const voiceMs = longestGapMs(account, bob);
  const faceMs = longestStillMs(account, await ada.frames(sinceMs), bob);
  test.info().annotations.push({ type: 'gap', description: `of ${ms} ms: voice ${voiceMs} ms, face ${faceMs} ms` });
  return { voiceMs, faceMs };
}

test('a gap is measured that is not felt yet when its cause is there; the timeline says who was gone, and on which connection', async () => {
  const cause = async () => void ada.network.blackoutFor(1_500);
  const [gap] = await measureGaps([ada, bob], cause, { heard: [bob], seen: [bob] });
  expect(gap?.audioMs).toBeGreaterThan(1_000);
  expect(gap?.videoMs).toBeGreaterThan(1_400);
  const timeline = await describeTimeline([ada]);
  expect(timeline).toMatch(/Ada: hears Bob no more\n(.*\n)*.*Ada: hears Bob/);
  expect(timeline).toMatch(/Ada: sees Bob no more\n(.*\n)*.*Ada: sees Bob/);
  expect(timeline).toContain('ICE connected');
  expect((await ada.statistics()).map(({ type }) => type)).toContain('inbound-rtp');
});
