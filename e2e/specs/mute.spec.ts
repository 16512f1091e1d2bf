import type { Person } from '@confab/testkit';
import { expect, joinAll, test } from '@confab/testkit';

/** What every page shows of one person's microphone. */
async function expectMicrophone(of: Person, on: readonly Person[], state: 'on' | 'off'): Promise<void> {
  for (const page of on) await expect(page.tileOf(of)).toHaveAttribute('data-mic', state);
}

test('[MU4] mute silences at every remote, and unmute brings the same voice back', async ({ join }) => {
  const [ada, bob, cleo] = await joinAll(join, 'Ada', 'Bob', 'Cleo');
  await expect(bob).toHearExactly([ada, cleo]);
  await expect(cleo).toHearExactly([ada, bob]);

  await ada.press('Mute');
  await expectMicrophone(ada, [ada, bob, cleo], 'off');
  await expect(bob).toHearExactly([cleo]);
  await expect(cleo).toHearExactly([bob]);

  await ada.press('Unmute');
  await expectMicrophone(ada, [ada, bob, cleo], 'on');
  await expect(bob).toHearExactly([ada, cleo]);
  await expect(cleo).toHearExactly([ada, bob]);
});

test('of many quick presses the last one counts, at every remote', async ({ join }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  await expect(bob).toHearExactly([ada]);
  for (const button of ['Mute', 'Unmute', 'Mute', 'Unmute', 'Mute']) await ada.press(button);
  await expectMicrophone(ada, [ada, bob], 'off');
  await expect(bob).toHearExactly([]);
});

test('who joins muted is not heard until they unmute', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { query: { mic: '0' } });
  await expectMicrophone(bob, [ada, bob], 'off');
  await expect(bob).toHearExactly([ada]);
  await expect(ada).toHaveHeardOnly([]);

  await bob.press('Unmute');
  await expectMicrophone(bob, [ada, bob], 'on');
  await expect(ada).toHearExactly([bob]);
});

test('stopping the video takes the picture from every page, starting it brings it back', async ({ join }) => {
  const [ada, bob, cleo] = await joinAll(join, 'Ada', 'Bob', 'Cleo');
  await expect(bob).toSeeExactly([ada, cleo]);
  await expect(cleo).toSeeExactly([ada, bob]);

  await ada.press('Stop video');
  await expect(bob).toSeeExactly([cleo]);
  await expect(cleo).toSeeExactly([bob]);
  await expect(bob).toHearExactly([ada, cleo]);
  await expect(bob.tileOf(ada).locator('video')).toHaveCount(0);

  await ada.press('Start video');
  await expect(bob).toSeeExactly([ada, cleo]);
  await expect(cleo).toSeeExactly([ada, bob]);
});

test('who joins without video is seen from the moment they start it', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { query: { camera: '0' } });
  await expect(ada).toHearExactly([bob]);
  await expect(ada).toSeeExactly([]);
  await bob.press('Start video');
  await expect(ada).toSeeExactly([bob]);
});
