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

for (const blackoutMs of [300, 1_000]) {
  test(`a blackout of ${blackoutMs} ms is measured as a gap of about that length`, async () => {
    const sinceMs = await ada.nowMs();
    await ada.network.blackoutFor(blackoutMs);
    await Promise.all([expect(ada).toHear(bob), expect(ada).toSee(bob)]);
    const audioMs = longestGapMs(await takeAccount(ada, sinceMs), bob);
    const videoMs = longestStillMs(await takeAccount(ada, sinceMs), await ada.frames(sinceMs), bob);
    test.info().annotations.push({ type: 'gap', description: `voice ${audioMs} ms, face ${videoMs} ms` });
    // The receiver stretches the last sound over the first 300 ms of a gap, and a face waits for the next whole frame.
    expect(audioMs).toBeGreaterThan(blackoutMs - 450);
    expect(audioMs).toBeLessThan(blackoutMs + 700);
    expect(videoMs).toBeGreaterThan(blackoutMs - 100);
    expect(videoMs).toBeLessThan(blackoutMs + 1_500);
  });
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
