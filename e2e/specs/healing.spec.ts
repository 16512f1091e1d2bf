import { fileURLToPath } from 'node:url';
import type { Person } from '@confab/testkit';
import { expect, expectFullCall } from '@confab/testkit';
import { test as brokenTest } from '../support/faultTest.ts';
import { measureGaps } from '../support/measureGaps.ts';
import { startConfab } from '../support/startConfab.ts';
import { test } from '../support/test.ts';

test('[HE3] a stream that never began to flow, while everyone believes it does, is noticed and healed', async ({
  join,
}) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { signaling: 'tapped' });
  await expectFullCall([ada, bob]);
  // Bob confirms Cleo's two streams, and nobody hears of it: the sfu keeps them paused.
  bob.signaling.swallow('resumeConsumers', 2);
  const cleo = await join('Cleo');
  await expectFullCall([ada, bob, cleo]);
});

const killer = fileURLToPath(new URL('../support/consumerKiller.mjs', import.meta.url));
/** The aim is 2 s, and docs/reliability.md has what was measured; this is what a busy machine is forgiven. */
const FORGIVEN_MS = 8_000;

brokenTest.extend({
  confab: async ({}, use) => {
    const confab = await startConfab({ NODE_OPTIONS: `--import ${killer}` });
    await use(confab);
    await confab.stop();
  },
})(
  '[HE3] a voice and a face whose consumers were killed in the sfu behind everyone’s back are healed',
  async ({ confab, people }, testInfo) => {
    const everyone = await people('Ada', 'Bob', 'Cleo');
    await expectFullCall(everyone);
    const gaps = await measureGaps(everyone, async () => {
      const sinceMs = new Map(await Promise.all(everyone.map(async (one) => [one, await one.nowMs()] as const)));
      confab.signal('sfu', 'SIGHUP');
      const isMissed = () => wasSomebodyMissed(everyone, sinceMs);
      await expect.poll(isMissed, 'a voice that does not arrive').toBe(true);
    });
    await testInfo.attach('gaps', { body: JSON.stringify(gaps), contentType: 'application/json' });
    const worst = (of: 'voiceMs' | 'faceMs') => Math.max(...gaps.map((gap) => gap[of]));
    // One of each was killed: somebody has missed both for longer than it takes to notice.
    expect(worst('voiceMs'), JSON.stringify(gaps)).toBeGreaterThan(500);
    expect(worst('voiceMs'), JSON.stringify(gaps)).toBeLessThan(FORGIVEN_MS);
    expect(worst('faceMs'), JSON.stringify(gaps)).toBeLessThan(FORGIVEN_MS);
  },
);

/** Whether somebody has not heard somebody else's own tone for half a second, now or before; it may be healed already. */
async function wasSomebodyMissed(people: readonly Person[], sinceMs: ReadonlyMap<Person, number>): Promise<boolean> {
  const longest = await Promise.all(
    people.map(async (listener) => {
      const startMs = sinceMs.get(listener) ?? 0;
      const { sounds, listenedUntilMs } = await listener.report(startMs);
      return people
        .filter((one) => one !== listener)
        .map(({ identity }) => {
          const heardAt = sounds.filter(({ tonesHz }) => tonesHz.includes(identity.toneHz)).map(({ atMs }) => atMs);
          return Math.max(
            ...[...heardAt, listenedUntilMs].map((atMs, index) => atMs - (heardAt[index - 1] ?? startMs)),
          );
        });
    }),
  );
  return longest.flat().some((gapMs) => gapMs >= 600);
}
