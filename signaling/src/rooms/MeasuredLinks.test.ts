import type { PeerId, RoomId } from '@confab/protocol';
import { expect, it } from 'vitest';
import { MeasuredLinks } from './MeasuredLinks.ts';

const link = (peerId: string, up: number, loss = 0) => ({
  peerId: peerId as PeerId,
  up: { kbps: up, loss },
  down: { kbps: 10 * up, loss: 0 },
  lowered: 1,
});
const [one, other] = ['one' as RoomId, 'other' as RoomId];

it('adds up the newest figures of every room that there still is', () => {
  const links = new MeasuredLinks();
  links.hear(one, [link('ada', 999)]);
  links.hear(one, [link('ada', 100), link('bob', 50, 0.2)]);
  links.hear(other, [link('cleo', 1, 0.05)]);
  expect(links.totals).toEqual({ upKbps: 151, downKbps: 1_510, lossyUp: 1, lossyDown: 0, lowered: 3 });
  links.forget(one);
  expect(links.totals).toEqual({ upKbps: 1, downKbps: 10, lossyUp: 0, lossyDown: 0, lowered: 1 });
});
