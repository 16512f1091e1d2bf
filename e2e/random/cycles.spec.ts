import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract, seededRandom } from '@confab/testkit';
import { expectNobodyNotices, expectTopology } from '../support/expectNobodyNotices.ts';
import { test } from '../support/test.ts';
import { watchConnections } from '../support/watchConnections.ts';
import { CYCLES, SEED } from './wishes.ts';

test(`[TO7] ${CYCLES} times a third one comes and goes at random (seed ${SEED}): no gap, nothing is left behind`, async ({
  arrive,
  room,
  serverUrl,
}) => {
  test.setTimeout(120_000 + CYCLES * 60_000);
  const random = seededRandom(SEED);
  const everyone = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')] as const;
  const [ada, bob, cleo] = everyone;
  const connections = await Promise.all(everyone.map(watchConnections));
  const openOn = () => Promise.all(connections.map(({ open }) => open()));
  const enter = (person: Person) =>
    person.page.goto(pageContract.roomUrl(serverUrl, room, { name: person.name, join: '1' }));
  await Promise.all([ada, bob].map(enter));
  await expectTopology([ada, bob], 'p2p');
  await cleo.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Cleo' }));
  await expect(cleo.main).toHaveAttribute('data-state', 'lobby');

  await expectNobodyNotices(ada, bob, async () => {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await cleo.press(cycle === 0 ? 'Join' : 'Rejoin');
      await expect(cleo.main).toHaveAttribute('data-state', 'in-call');
      // Now and then they have hardly come.
      if (random() < 0.6) await expectTopology([ada, bob], 'sfu');
      if (random() < 0.3) await expectFullCall(everyone);
      await cleo.press('Leave');
      await expect(cleo.main).toHaveAttribute('data-state', 'left');
      // Now and then the two are not left alone for long.
      if (random() < 0.5) await expectTopology([ada, bob], 'p2p');
    }
    await expectTopology([ada, bob], 'p2p');
    await expectFullCall([ada, bob]);
  });
  // Two of the sfu and the direct one; the watch's own are closed.
  await expect.poll(openOn).toEqual([3, 3, 0]);
});
