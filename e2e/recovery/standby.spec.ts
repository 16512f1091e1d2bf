import type { Person } from '@confab/testkit';
import { expect, expectFullCall, measureGaps, pageContract } from '@confab/testkit';
import { test } from '../support/faultTest.ts';
import { expectGoneOver, untilStandingBy, watchConnections } from '../support/watchConnections.ts';

test.use({ mediaWorkers: 2 });

test('[ME11] when their media worker is killed three people go over to the connections that stood by, mute state and all', async ({
  arrive,
  room,
  serverUrl,
  confab,
}) => {
  const everyone = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')] as const;
  const [ada, bob, cleo] = everyone;
  const connections = await Promise.all(everyone.map(watchConnections));
  const enter = (person: Person) =>
    person.page.goto(pageContract.roomUrl(serverUrl, room, { name: person.name, join: '1', p2p: 'off' }));
  await Promise.all(everyone.map(enter));
  await expectFullCall(everyone);
  await cleo.press('Mute');
  await bob.press('Stop video');
  await Promise.all([expect(cleo).toBeSilentFor(ada), expect(ada).toSeeExactly([cleo])]);
  await untilStandingBy(everyone, connections);
  const before = await Promise.all(connections.map(({ made }) => made()));
  const sinceMs = await ada.nowMs();

  const over = async () => void confab.signal('worker', 'SIGKILL');
  const gaps = await measureGaps(everyone, over, { heard: [ada, bob], seen: [ada, cleo] });

  test.info().annotations.push({ type: 'gaps', description: JSON.stringify(gaps) });
  await expectGoneOver(connections, before);
  await Promise.all([expect(cleo).toHearExactly([ada, bob]), expect(ada).toSeeExactly([cleo])]);
  await expect(cleo).toHaveBeenSilentFor(ada, { sinceMs });
  await expect(ada.tileOf(cleo)).toHaveAttribute('data-mic', 'off');
  await bob.press('Start video');
  await cleo.press('Unmute');
  await expectFullCall(everyone);
});
