import { expect, expectFullCall } from '@confab/testkit';
import { expectHeardOnAndOn } from '../support/expectHeardOnAndOn.ts';
import { muteForGood } from '../support/muteForGood.ts';
import { test } from '../support/test.ts';

test(
  '[ST4] a cut socket changes nobody’s mute state, and the sound goes on meanwhile',
  { tag: '@core' },
  async ({ join }) => {
    const ada = await join('Ada');
    const bob = await join('Bob', { signaling: 'tapped' });
    await expectFullCall([ada, bob]);
    await bob.press('Mute');
    await expect(bob).toBeSilentFor(ada);
    const since = { ada: await ada.nowMs(), bob: await bob.nowMs() };

    await bob.signaling.cut();
    await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
    await expect(bob).toHearExactly([ada]);
    bob.signaling.mend();
    await expect(bob.main).toHaveAttribute('data-signaling', 'connected');
    await Promise.all([expect(bob).toHearExactly([ada]), expect(ada).toSeeExactly([bob])]);

    await expectHeardOnAndOn(bob, ada, since.bob);
    await expect(bob).toHaveBeenSilentFor(ada, { sinceMs: since.ada });
    for (const person of [ada, bob]) await expect(person.tileOf(bob)).toHaveAttribute('data-mic', 'off');
    await bob.press('Unmute');
    await expectFullCall([ada, bob]);
  },
);

test('who mutes while the socket is gone is silent at once, and stays it', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { signaling: 'tapped' });
  await expectFullCall([ada, bob]);

  await bob.signaling.cut();
  await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
  const expectNothingSent = await muteForGood(bob);
  await expect(bob).toBeSilentFor(ada);
  await expectNothingSent();
  const sinceMs = await ada.nowMs();
  bob.signaling.mend();
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
  await expect(ada).toHearExactly([]);
  await expect(bob).toHaveBeenSilentFor(ada, { sinceMs });
  await expectNothingSent();
});

test('[SE3] a socket that is silent without being closed is noticed, and the sound goes on meanwhile', async ({
  people,
}) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expectFullCall([ada, bob]);
  const sinceMs = await bob.nowMs();
  // Stalls what is open without closing it, and does not touch the media.
  await bob.context.setOffline(true);
  await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
  await bob.context.setOffline(false);
  await expect(bob.main).toHaveAttribute('data-signaling', 'connected');
  await expectFullCall([ada, bob]);
  await expectHeardOnAndOn(bob, ada, sinceMs);
});
