import type { Person } from '@confab/testkit';
import { expect, expectFullCall, measureGaps } from '@confab/testkit';
import { expectHeardOnAndOn } from '../support/expectHeardOnAndOn.ts';
import { test } from '../support/faultTest.ts';
import { BLANK_MS, watchPicture } from '../support/watchPicture.ts';

/**
 * From the fault until everyone hears the other's own tone and sees the face move again. The targets are in
 * docs/reliability.md with what was measured; this is what is forgiven, and as much again as this machine needed to make the
 * call in the first place: it has much else to do at times.
 */
const FORGIVEN_MS = 10_000;

const faults = [
  { service: 'sfu', signal: 'SIGKILL', title: 'an sfu that is killed comes back by itself' },
  { service: 'worker', signal: 'SIGKILL', title: 'a media worker that is killed is replaced' },
  { service: 'worker', signal: 'SIGSTOP', title: 'a media worker that hangs is replaced' },
] as const;

for (const { service, signal, title } of faults) {
  test(`[WK1] [ME5] [HE5] ${title}, and the call with it, mute state and all`, async ({ confab, people }, testInfo) => {
    const beganMs = performance.now();
    const [ada, bob, cleo] = await people('Ada', 'Bob', 'Cleo');
    await expectFullCall([ada, bob, cleo]);
    const forgivenMs = FORGIVEN_MS + performance.now() - beganMs;
    await cleo.press('Mute');
    await expect(cleo).toBeSilentFor(ada);
    const sinceMs = await ada.nowMs();

    const pictures = await Promise.all([watchPicture(ada, bob), watchPicture(bob, ada)]);
    const gaps = await measureGaps([ada, bob], () => confab.kill(service, signal));
    // Until it moves again it stands still (HE5).
    for (const { blankMs, videos } of await Promise.all(pictures.map(({ stop }) => stop())))
      expect.soft(blankMs, videos).toBeLessThan(BLANK_MS);
    await testInfo.attach('gaps', { body: JSON.stringify(gaps), contentType: 'application/json' });
    for (const gap of gaps)
      expect.soft(Math.max(gap.audioMs ?? 0, gap.videoMs ?? 0), JSON.stringify(gap)).toBeLessThan(forgivenMs);
    await Promise.all([expect(cleo).toHearExactly([ada, bob]), expect(ada).toSeeExactly([bob, cleo])]);
    await expect(cleo).toHaveBeenSilentFor(ada, { sinceMs });
    await expect(ada.tileOf(cleo)).toHaveAttribute('data-mic', 'off');

    await cleo.press('Unmute');
    await expectFullCall([ada, bob, cleo]);
  });
}

/** Which seat stands on whose tile, on everyone's page. */
const seatsOn = (people: readonly Person[]): Promise<readonly (string | null)[]> =>
  Promise.all(people.flatMap((person) => people.map((other) => person.tileOf(other).getAttribute('data-peer-id'))));

test('[RS1] [RS5] after SIGKILL and SIGTERM to signaling everyone has their seat, the sound has not stopped, the muted one is not heard', async ({
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

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await confab.kill('signaling', signal);
    for (const person of everyone) await expect(person.main).toHaveAttribute('data-signaling', 'connected');
    await Promise.all([expect(bob).toHearExactly([ada, cleo]), expect(cleo).toSeeExactly([ada, bob])]);
    expect(await seatsOn(everyone)).toEqual(seats);
    for (const person of everyone) await expect(person.tileOf(bob)).toHaveAttribute('data-mic', 'off');
  }
  // The sound must not stop at all. What tells a call that went on from one that was set up anew are the seats.
  await expectHeardOnAndOn(bob, ada, since.bob);
  await expectHeardOnAndOn(cleo, ada, since.cleo);
  await expect(bob).toHaveBeenSilentFor(ada, { sinceMs: since.ada });
  await expect(bob).toHaveBeenSilentFor(cleo, { sinceMs: since.cleo });

  // Only who is back with signaling can be unmuted, and only in a seat that is the same can the others hear it.
  await bob.press('Unmute');
  await expectFullCall(everyone);
  expect(await seatsOn(everyone)).toEqual(seats);
});
