import type { Person } from '@confab/testkit';
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

/**
 * The sound must not stop at all. What tells a call that went on from one that was set up anew are the seats; this is
 * what a busy machine may tear out of a sound meanwhile.
 */
const GAP_MS = 2_000;

/** Which seat stands on whose tile, on everyone's page. */
const seatsOn = (people: readonly Person[]): Promise<readonly (string | null)[]> =>
  Promise.all(people.flatMap((person) => people.map((other) => person.tileOf(other).getAttribute('data-peer-id'))));

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`[RS1] [RS5] after ${signal} to signaling everyone has their seat, the sound has not stopped, the muted one is not heard`, async ({
    confab,
    people,
  }) => {
    const everyone = await people('Ada', 'Bob', 'Cleo');
    const [ada, bob, cleo] = everyone;
    await expectFullCall(everyone);
    await bob.press('Mute');
    await Promise.all([expect(bob).toBeSilentFor(ada), expect(bob).toBeSilentFor(cleo)]);
    const seats = await seatsOn(everyone);
    const since = { ada: await ada.nowMs(), bob: await bob.nowMs(), cleo: await cleo.nowMs() };

    await confab.kill('signaling', signal);
    for (const person of everyone) await expect(person.main).toHaveAttribute('data-signaling', 'connected');
    await Promise.all([expect(bob).toHearExactly([ada, cleo]), expect(cleo).toSeeExactly([ada, bob])]);
    expect(await seatsOn(everyone)).toEqual(seats);
    for (const person of everyone) await expect(person.tileOf(bob)).toHaveAttribute('data-mic', 'off');
    await expect(bob).toHaveHeardOnAndOn(ada, { sinceMs: since.bob, gapMs: GAP_MS });
    await expect(cleo).toHaveHeardOnAndOn(ada, { sinceMs: since.cleo, gapMs: GAP_MS });
    await expect(bob).toHaveBeenSilentFor(ada, { sinceMs: since.ada });
    await expect(bob).toHaveBeenSilentFor(cleo, { sinceMs: since.cleo });

    // Only who is back with signaling can be unmuted, and only in a seat that is the same can the others hear it.
    await bob.press('Unmute');
    await expectFullCall(everyone);
    expect(await seatsOn(everyone)).toEqual(seats);
  });
}
