import { test as base, expect, joinAll } from '@confab/testkit';
import type { RunningConfab } from '../support/startConfab.ts';
import { startConfab } from '../support/startConfab.ts';

/** These tests break what they run on, so they run on a Confab of their own. */
const test = base.extend<{ confab: RunningConfab }>({
  confab: async ({}, use) => {
    const confab = await startConfab();
    await use(confab);
    expect(await confab.stop(), 'processes left behind').toEqual([]);
  },
  serverUrl: async ({ confab }, use) => use(confab.url),
});

function kill(confab: RunningConfab, service: 'sfu' | 'signaling'): number {
  const pid = confab.pidOf(service);
  if (pid === undefined) throw new Error(`no ${service} is running`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

test('a killed sfu comes back by itself, and the call with it, mute state and all', async ({ confab, join }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  await expect(ada).toHearExactly([bob]);
  await expect(bob).toHearExactly([ada]);
  await bob.press('Mute');
  await expect(ada).toHearExactly([]);

  const pid = kill(confab, 'sfu');
  await expect.poll(() => confab.pidOf('sfu')).not.toBe(pid);
  await expect(bob).toHearExactly([ada]);
  await expect(bob).toSeeExactly([ada]);
  await expect(ada).toSeeExactly([bob]);
  await expect(ada).toHearExactly([]);
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');

  await bob.press('Unmute');
  await expect(ada).toHearExactly([bob]);
});

test('a killed signaling process comes back by itself, and nobody is unmuted by it', async ({ confab, join }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  await expect(bob).toHearExactly([ada]);
  await bob.press('Mute');
  await expect(ada).toHearExactly([]);
  const sinceMs = await ada.nowMs();

  const pid = kill(confab, 'signaling');
  await expect.poll(() => confab.pidOf('signaling')).not.toBe(pid);
  for (const person of [ada, bob]) {
    await expect(person.page.locator('main')).toHaveAttribute('data-signaling', 'connected');
  }
  await expect(bob).toHearExactly([ada]);
  await expect(ada).toSeeExactly([bob]);
  await expect(ada).toHearExactly([]);
  const leaked = (await ada.soundsSince(sinceMs)).filter(({ sounds }) =>
    sounds.some(({ tonesHz }) => tonesHz.length > 0),
  );
  expect(leaked, 'moments in which the muted Bob was heard').toEqual([]);

  await bob.press('Unmute');
  await expect(ada).toHearExactly([bob]);
});

test('[ST4] a cut socket changes nobody’s mute state, and the sound goes on meanwhile', async ({ join }) => {
  const ada = await join('Ada');
  const bob = await join('Bob');
  await expect(bob).toHearExactly([ada]);
  await bob.press('Mute');
  await expect(ada).toHearExactly([]);
  await expect(bob).toHearExactly([ada]);

  // Stalls the socket without closing it, and does not touch the media.
  await bob.context.setOffline(true);
  await expect(bob.page.locator('main')).toHaveAttribute('data-signaling', 'reconnecting');
  await expect(bob).toHearExactly([ada]);
  await bob.context.setOffline(false);
  await expect(bob.page.locator('main')).toHaveAttribute('data-signaling', 'connected');
  await expect(bob).toHearExactly([ada]);
  await expect(ada).toHearExactly([]);
  await expect(bob.tileOf(bob)).toHaveAttribute('data-mic', 'off');
  await bob.press('Unmute');
  await expect(ada).toHearExactly([bob]);
});
