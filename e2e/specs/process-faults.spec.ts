import { expect, expectFullCall } from '@confab/testkit';
import { test } from '../support/faultTest.ts';

for (const [service, words] of [
  ['sfu', 'sfu comes back by itself'],
  ['worker', 'media worker is replaced'],
] as const) {
  test(`[ME5] a killed ${words}, and the call with it, mute state and all`, async ({ confab, people }) => {
    const [ada, bob] = await people('Ada', 'Bob');
    await expectFullCall([ada, bob]);
    await bob.press('Mute');
    await expect(bob).toBeSilentFor(ada);
    const sinceMs = await ada.nowMs();

    await confab.kill(service);
    await Promise.all([
      expect(bob).toHearExactly([ada]),
      expect(bob).toSeeExactly([ada]),
      expect(ada).toSeeExactly([bob]),
    ]);
    await expect(bob).toHaveBeenSilentFor(ada, { sinceMs });
    await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');

    await bob.press('Unmute');
    await expectFullCall([ada, bob]);
  });
}

/** The design wants no gap at all; today everyone sets up their media anew with the signaling process that is new. */
const GAP_MS = 10_000;

test('a killed signaling process comes back by itself, and nobody is unmuted by it', async ({ confab, people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  await bob.press('Mute');
  await expect(bob).toBeSilentFor(ada);
  const sinceMs = await ada.nowMs();
  const bobSinceMs = await bob.nowMs();

  await confab.kill('signaling');
  for (const person of [ada, bob]) await expect(person.main).toHaveAttribute('data-signaling', 'connected');
  await Promise.all([expect(bob).toHearExactly([ada]), expect(ada).toSeeExactly([bob])]);
  await expect(bob).toHaveBeenSilentFor(ada, { sinceMs });
  await expect(bob).toHaveHeardOnAndOn(ada, { sinceMs: bobSinceMs, gapMs: GAP_MS });
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');

  await bob.press('Unmute');
  await expectFullCall([ada, bob]);
});
