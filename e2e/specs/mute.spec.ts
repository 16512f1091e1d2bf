import type { Person } from '@confab/testkit';
import { expect, expectFullCall } from '@confab/testkit';
import { muteForGood } from '../support/muteForGood.ts';
import { test } from '../support/test.ts';

/** What every page shows of one person's microphone. */
async function expectMicrophone(of: Person, on: readonly Person[], state: 'on' | 'off'): Promise<void> {
  for (const person of on) await expect(person.tileOf(of)).toHaveAttribute('data-mic', state);
}

test(
  '[MU4] mute silences at every remote, and unmute brings the same voice back',
  { tag: '@core' },
  async ({ people }) => {
    const everyone = await people('Ada', 'Bob', 'Cleo');
    const [ada, bob, cleo] = everyone;
    await expectFullCall(everyone);

    const expectNothingSent = await muteForGood(ada);
    await expectMicrophone(ada, everyone, 'off');
    await Promise.all([expect(bob).toHearExactly([cleo]), expect(cleo).toHearExactly([bob])]);
    const since = { bob: await bob.nowMs(), cleo: await cleo.nowMs() };
    await Promise.all([expect(bob).toSee(ada), expect(ada).toHearExactly([bob, cleo])]);
    await expect(ada).toHaveBeenSilentFor(bob, { sinceMs: since.bob });
    await expect(ada).toHaveBeenSilentFor(cleo, { sinceMs: since.cleo });
    await expectNothingSent();

    await ada.press('Unmute');
    await expectMicrophone(ada, everyone, 'on');
    await expectFullCall(everyone);
  },
);

test('of many quick presses the last one counts, at every remote', async ({ people }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expect(bob).toHearExactly([ada]);
  for (const button of ['Mute', 'Unmute', 'Mute', 'Unmute', 'Mute']) await ada.press(button);
  await expectMicrophone(ada, [ada, bob], 'off');
  await expect(bob).toHearExactly([]);
});

test('stopping the video takes the picture from every page, starting it brings it back', async ({ people }) => {
  const [ada, bob, cleo] = await people('Ada', 'Bob', 'Cleo');
  await expectFullCall([ada, bob, cleo]);

  await ada.press('Stop video');
  await Promise.all([
    expect(bob).toSeeExactly([cleo]),
    expect(cleo).toSeeExactly([bob]),
    expect(bob).toHearExactly([ada, cleo]),
  ]);
  await expect(bob.tileOf(ada).locator('video')).toHaveCount(0);

  await ada.press('Start video');
  await expectFullCall([ada, bob, cleo]);
});

test('[MU6] who joins muted and without video is neither heard nor seen until they say so', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { isMicrophoneOn: false, isCameraOn: false });
  await expectMicrophone(bob, [ada, bob], 'off');
  await Promise.all([expect(bob).toHearExactly([ada]), expect(bob).toSeeExactly([ada])]);
  await expect(ada).toSeeExactly([]);
  await expect(bob).toHaveBeenSilentFor(ada);

  await bob.press('Unmute');
  await bob.press('Start video');
  await expectMicrophone(bob, [ada, bob], 'on');
  await expectFullCall([ada, bob]);
});

test('what is switched off in the lobby is off in the call', async ({ join, arrive, room, serverUrl }) => {
  const ada = await join('Ada');
  const bob = await arrive('Bob');
  await bob.page.goto(`${serverUrl}/r/${room}?name=Bob`);
  await bob.press('Mute');
  await bob.press('Stop video');
  await bob.press('Join');
  await expectMicrophone(bob, [ada, bob], 'off');
  await Promise.all([expect(bob).toHearExactly([ada]), expect(ada).toSeeExactly([])]);
  await expect(bob).toHaveBeenSilentFor(ada);
});
