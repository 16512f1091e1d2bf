import type { ConsumerId, PeerId } from '@confab/protocol';
import { expect, it } from 'vitest';
import type { ClosedOfPeer } from './ClosedConsumers.ts';
import { ClosedConsumers } from './ClosedConsumers.ts';

const [ada, bob] = ['ada' as PeerId, 'bob' as PeerId];
const id = (text: string) => text as ConsumerId;

it('[FW9] what ends in one turn is one fact, what ends in the next another', async () => {
  const told: ClosedOfPeer[][] = [];
  const closed = new ClosedConsumers((all) => void told.push(all));
  closed.add(ada, [id('a1')]);
  closed.add(bob, [id('b1')]);
  closed.add(ada, [id('a2')]);
  await Promise.resolve();
  closed.add(bob, [id('b2')]);
  await Promise.resolve();
  expect(told).toEqual([
    [
      { peerId: ada, consumerIds: ['a1', 'a2'] },
      { peerId: bob, consumerIds: ['b1'] },
    ],
    [{ peerId: bob, consumerIds: ['b2'] }],
  ]);
});
