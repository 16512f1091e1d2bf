import { expect, expectFullCall } from '@confab/testkit';
import { test } from '../support/faultTest.ts';
import { measureGaps } from '../support/measureGaps.ts';

/**
 * From the fault until everyone hears everyone's own tone and sees everyone's face move again. The targets are in
 * docs/reliability.md with what was measured; this is what a machine is forgiven that has much else to do.
 */
const FORGIVEN_MS = 15_000;

const faults = [
  { name: 'a worker that is killed', service: 'worker', signal: 'SIGKILL' },
  { name: 'a worker that hangs', service: 'worker', signal: 'SIGSTOP' },
  { name: 'an sfu that is killed', service: 'sfu', signal: 'SIGKILL' },
] as const;

for (const { name, service, signal } of faults) {
  test(`[WK1] [ME5] the hole that ${name} tears into a call of three is short`, async ({
    confab,
    people,
  }, testInfo) => {
    const everyone = await people('Ada', 'Bob', 'Cleo');
    await expectFullCall(everyone);

    const gaps = await measureGaps(everyone, () => confab.kill(service, signal));
    await testInfo.attach('gaps', { body: JSON.stringify(gaps), contentType: 'application/json' });

    for (const gap of gaps)
      expect.soft(Math.max(gap.voiceMs, gap.faceMs), JSON.stringify(gap)).toBeLessThan(FORGIVEN_MS);
  });
}
