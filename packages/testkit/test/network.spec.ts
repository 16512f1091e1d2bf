import type { Person } from '../src/index.ts';
import { describeTimeline, expect, measureGaps } from '../src/index.ts';
import { longestStillMs } from '../src/judgeSight.ts';
import { longestGapMs } from '../src/judgeSound.ts';
import { stoodStillMs, takeAccount } from '../src/Account.ts';
import { test } from './page/test.ts';

/** The relay and the gaps judged by each other, on a page with real peer connections in it. */

let ada: Person;
let bob: Person;
test.beforeEach(async ({ visit, arrive, seat }) => {
  [ada, bob] = [await visit('Ada', { network: 'relayed' }), await arrive('Bob')];
  await seat(ada, [{ of: bob, voices: [bob], face: bob }]);
  await Promise.all([expect(ada).toHear(bob), expect(ada).toSee(bob)]);
});

test('all media goes through the relay: a blackout is measured as a gap, for as long as nothing was heard and seen', async () => {
  const { up, down, lost } = ada.network.counters;
  expect(up + down).toBeGreaterThan(50);
  expect(lost).toBe(0);
  const sinceMs = await ada.nowMs();
  ada.network.blackout();
  // What was received before is played first, and its end stretched.
  await expect(bob).toBeSilentFor(ada);
  await expect.poll(async () => (await ada.frames((await ada.nowMs()) - QUIET_MS)).length).toBe(0);
  ada.network.restore();
  await Promise.all([expect(ada).toHear(bob), expect(ada).toSee(bob)]);
  const [account, frames] = [await takeAccount(ada, sinceMs), await ada.frames(sinceMs)];
  const [voiceMs, faceMs] = [longestGapMs(account, bob), longestStillMs(account, frames, bob)];
  test.info().annotations.push({ type: 'gap', description: `voice ${voiceMs} ms, face ${faceMs} ms` });
  // How a gap is counted to the millisecond is shown in judges.test.ts; what a page did not look at, it cannot count.
  const blindMs = stoodStillMs(account, sinceMs, account.listenedUntilMs);
  expect(voiceMs).toBeGreaterThanOrEqual(QUIET_MS - WINDOW_MS - blindMs);
  expect(faceMs).toBeGreaterThanOrEqual(QUIET_MS - WINDOW_MS - blindMs);
});

const QUIET_MS = 1_000;
const WINDOW_MS = 100;

test('a gap is measured that is not felt yet when its cause is there; the timeline says who was gone, and on which connection', async () => {
  const cause = async () => void ada.network.blackoutFor(2_500);
  const [gap] = await measureGaps([ada, bob], cause, { heard: [bob], seen: [bob] });
  // The rest is what a receiver goes on with, and a busy machine makes that more.
  expect(gap?.audioMs).toBeGreaterThan(1_000);
  expect(gap?.videoMs).toBeGreaterThan(1_000);
  const timeline = await describeTimeline([ada]);
  expect(timeline).toMatch(/Ada: hears Bob no more\n(.*\n)*.*Ada: hears Bob/);
  expect(timeline).toMatch(/Ada: sees Bob no more\n(.*\n)*.*Ada: sees Bob/);
  expect(timeline).toContain('ICE connected');
  expect((await ada.statistics()).map(({ type }) => type)).toContain('inbound-rtp');
});
