import type { Person } from '@confab/testkit';
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

/** How often a page listens to itself. */
const MOMENT_MS = 100;
/** One moment alone is the meter's own noise on a busy machine; whatever is rebuilt takes several. */
const NO_GAP_MS = MOMENT_MS;
const RESUMED_WITHIN_MS = 1_500;

function kill(confab: RunningConfab, service: 'sfu' | 'signaling', signal: NodeJS.Signals = 'SIGKILL'): number {
  const pid = confab.pidOf(service);
  if (pid === undefined) throw new Error(`no ${service} is running`);
  process.kill(pid, signal);
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

/** From the fault on: who was heard in which moments, of those that this page has measured. */
async function momentsOf(listener: Person, voice: Person, sinceMs: number): Promise<readonly boolean[]> {
  const moments = await listener.soundsSince(sinceMs);
  return moments.map(({ sounds }) => sounds.some(({ tonesHz }) => tonesHz.includes(voice.identity.toneHz)));
}

async function longestGapMs(listener: Person, voice: Person, sinceMs: number): Promise<number> {
  let [gap, longest] = [0, 0];
  for (const isHeard of await momentsOf(listener, voice, sinceMs)) {
    gap = isHeard ? 0 : gap + MOMENT_MS;
    longest = Math.max(longest, gap);
  }
  return longest;
}

/** On whose tile stands which seat, on everyone's page. */
const seatsOn = (people: readonly Person[]): Promise<readonly (string | null)[]> =>
  Promise.all(
    people.flatMap((person) => people.map((other) => person.tileOf(other).first().getAttribute('data-peer-id'))),
  );

/** Has the page note when it got its signaling back, by the time of day. */
const watchSignaling = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    const main = document.querySelector<HTMLElement>('main[data-signaling]');
    if (!main) throw new Error('no call on this page');
    new MutationObserver(() => {
      main.dataset[main.dataset['signaling'] === 'connected' ? 'testBackAtMs' : 'testLostAtMs'] = String(Date.now());
    }).observe(main, { attributeFilter: ['data-signaling'] });
  });

const backAtMs = async ({ page }: Person): Promise<number> => {
  const main = page.locator('main');
  await expect(main).toHaveAttribute('data-test-back-at-ms');
  await expect(main).toHaveAttribute('data-signaling', 'connected');
  return Number(await main.getAttribute('data-test-back-at-ms'));
};

const isReady = ({ url }: RunningConfab): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`[RS1] [RS5] after ${signal} to signaling everyone has their seat, the sound has not stopped, the muted one is not heard`, async ({
    confab,
    join,
  }) => {
    const people = await joinAll(join, 'Ada', 'Bob', 'Cleo');
    const [ada, bob, cleo] = people;
    await bob.press('Mute');
    await expect(ada).toHearExactly([cleo]);
    await expect(bob).toHearExactly([ada, cleo]);
    await expect(cleo).toHearExactly([ada]);
    const seats = await seatsOn(people);
    const since = new Map(await Promise.all(people.map(async (person) => [person, await person.nowMs()] as const)));

    await Promise.all(people.map(watchSignaling));

    const pid = kill(confab, 'signaling', signal);
    const killedAtMs = Date.now();
    await expect.poll(() => confab.pidOf('signaling'), { intervals: [10] }).not.toBe(pid);
    await expect.poll(() => isReady(confab), { intervals: [10] }).toBe(true);
    const upAtMs = Date.now();
    const resumedAtMs = Math.max(...(await Promise.all(people.map(backAtMs))));
    const description = `${resumedAtMs - upAtMs} ms, up ${upAtMs - killedAtMs} ms after the end`;
    test.info().annotations.push({ type: 'everyone back after', description });
    expect(resumedAtMs - upAtMs, description).toBeLessThan(RESUMED_WITHIN_MS);

    await expect(ada).toHearExactly([cleo]);
    await expect(bob).toHearExactly([ada, cleo]);
    await expect(cleo).toHearExactly([ada]);
    await expect(cleo).toSeeExactly([ada, bob]);
    expect(await seatsOn(people)).toEqual(seats);
    for (const person of people) await expect(person.tileOf(bob).first()).toHaveAttribute('data-mic', 'off');
    for (const [listener, sinceMs] of since) {
      for (const voice of [ada, cleo].filter((one) => one !== listener)) {
        const gapMs = await longestGapMs(listener, voice, sinceMs);
        test.info().annotations.push({ type: `${listener.name} misses ${voice.name}`, description: `${gapMs} ms` });
        expect(gapMs, `ms for which ${listener.name} misses ${voice.name}`).toBeLessThanOrEqual(NO_GAP_MS);
      }
      expect(await momentsOf(listener, bob, sinceMs), `${listener.name} hears the muted Bob`).not.toContain(true);
    }

    await bob.press('Unmute');
    await expect(ada).toHearExactly([bob, cleo]);
    await cleo.press('Mute');
    await expect(ada).toHearExactly([bob]);
  });
}

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
