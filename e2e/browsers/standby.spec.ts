import type { Person } from '@confab/testkit';
import { expect, expectFullCall, findFirefox, measureGaps, pageContract, test as base } from '@confab/testkit';
import type { RunningConfab } from '../support/startConfab.ts';
import { startConfab } from '../support/startConfab.ts';
import { expectGoneOver, untilStandingBy, watchConnections } from '../support/watchConnections.ts';

const MEDIA_IP = process.env['CONFAB_MEDIA_IP'];

const test = base.extend<{ readonly confab: RunningConfab }>({
  confab: async ({}, use) => {
    const confab = await startConfab({ MEDIASOUP_LISTEN_IP: MEDIA_IP ?? '', MEDIASOUP_NUM_WORKERS: '2' });
    await use(confab);
    await confab.stop();
  },
  // A browser takes localhost for a secure place.
  serverUrl: async ({ confab }, use) => use(confab.url),
});

test.skip(!MEDIA_IP, 'Firefox needs another address than the loopback: npm run e2e:firefox');
test.skip(!findFirefox(), 'there is no Firefox: apt-get install firefox-esr');

test('[ME11] Firefox goes over to what stood by, as Chromium does, mute state and all', async ({
  arrive,
  room,
  serverUrl,
  confab,
}) => {
  const firefox = { browser: 'firefox' } as const;
  const everyone = [await arrive('Ada'), await arrive('Bob', firefox), await arrive('Cleo', firefox)] as const;
  const [ada, bob, cleo] = everyone;
  const connections = await Promise.all(everyone.map(watchConnections));
  const enter = (person: Person) =>
    person.page.goto(pageContract.roomUrl(serverUrl, room, { name: person.name, join: '1', p2p: 'off' }));
  await Promise.all(everyone.map(enter));
  await expectFullCall(everyone, { minHeight: 90 });
  await cleo.press('Mute');
  await Promise.all([expect(cleo).toBeSilentFor(ada), expect(cleo).toBeSilentFor(bob)]);
  await untilStandingBy(everyone, connections);
  const before = await Promise.all(connections.map(({ made }) => made()));
  const sinceMs = await bob.nowMs();

  const gaps = await measureGaps(everyone, async () => void confab.signal('worker', 'SIGKILL'), { heard: [ada, bob] });

  test.info().annotations.push({ type: 'gaps', description: JSON.stringify(gaps) });
  await expectGoneOver(connections, before);
  await expect(cleo).toHaveBeenSilentFor(bob, { sinceMs });
  await cleo.press('Unmute');
  await expectFullCall(everyone, { minHeight: 90 });
});
