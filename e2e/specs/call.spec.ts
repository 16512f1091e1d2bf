import type { Person } from '@confab/testkit';
import { expect, expectFullCall, expectLatency, measureLatency } from '@confab/testkit';
import { test } from '../support/test.ts';

/** By which protocols her media goes, of all connections that are in use. */
async function pathsOf(person: Person): Promise<string[]> {
  const rows = await person.statistics();
  const inUse = rows.filter((row) => row['type'] === 'candidate-pair' && row['nominated'] === true);
  const ends = new Set(inUse.map((row) => row['remoteCandidateId']));
  return [...new Set(rows.filter((row) => ends.has(row['id'])).map((row) => String(row['protocol'])))];
}

test('three people hear and see exactly each other', { tag: '@core' }, async ({ people }) => {
  await expectFullCall(await people('Ada', 'Bob', 'Cleo'), { minHeight: 90 });
});

test('who comes late, by TCP since nothing passes by UDP, gets everything, and everyone gets them', async ({
  people,
  join,
}) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  const cleo = await join('Cleo', { via: 'lobby', network: 'relayed', blocked: ['udp'] });
  await expectFullCall([ada, bob, cleo]);
  expect(await pathsOf(cleo)).toEqual(['tcp']);
});

test(
  'who leaves is gone from every page, voice and picture, and may come back',
  { tag: '@core' },
  async ({ people }) => {
    const [ada, bob, cleo] = await people('Ada', 'Bob', 'Cleo');
    await expectFullCall([ada, bob, cleo]);

    await bob.press('Leave');
    await expect(bob.main).toHaveAttribute('data-state', 'left');
    for (const stays of [ada, cleo]) await expect(stays.tileOf(bob)).toHaveCount(0);
    await expectFullCall([ada, cleo]);
    await expect(bob).toHearExactly([]);
    await expect(bob).toSeeExactly([]);

    await bob.press('Rejoin');
    await expectFullCall([ada, bob, cleo]);
  },
);

test('[ST7] who closes the page is gone from every page', async ({ people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  await bob.page.close({ runBeforeUnload: true });
  await expect(ada.tileOf(bob)).toHaveCount(0);
  await expectFullCall([ada]);
});

test('[EV3] two rooms never hear each other', { tag: '@core' }, async ({ join, room }) => {
  const elsewhere = { room: `${room}-b` };
  const [ada, bob, cleo, dan] = await Promise.all([
    join('Ada'),
    join('Bob'),
    join('Cleo', elsewhere),
    join('Dan', elsewhere),
  ]);
  const rooms = [
    [ada, bob],
    [cleo, dan],
  ];
  await Promise.all(rooms.map((both) => expectFullCall(both)));
  // At no time, also not while joining.
  for (const both of rooms) for (const person of both) await expect(person).toHaveHeardOnly(both);
});

test('it is measured how late voice and face are', async ({ people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  // How late is the machine's affair, and `npm run bench -- latency` measures it. Nothing comes before it was said, nor later
  // than it was asked for.
  const beganMs = performance.now();
  const { mouthToEarMs, glassToGlassMs } = await measureLatency(ada, bob);
  const tookMs = performance.now() - beganMs;
  expect(Math.min(mouthToEarMs, glassToGlassMs)).toBeGreaterThan(0);
  expect(mouthToEarMs).toBeLessThan(tookMs);
  await expect(expectLatency(bob, ada, { audioMs: 0, videoMs: 0 })).rejects.toThrow(
    /Bob hears Ada \d+ ms late, not 0\nBob sees Ada \d+ ms late, not 0/,
  );
});
