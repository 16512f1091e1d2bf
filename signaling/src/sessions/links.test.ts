import type { PeerId } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';
import { expect, it } from 'vitest';
import { createStage, ROOM } from '../testing/createStage.ts';

const link = (peerId: PeerId, loss = 0): MeasuredLink => ({
  peerId,
  up: { kbps: 1_000, loss, score: 9 },
  down: { kbps: 2_000, loss: 0.01, score: 10 },
  rttMs: 40,
  lowered: 1,
});
const ownOf = ({ peerId: _, ...own }: MeasuredLink) => own;

async function createThree() {
  const stage = createStage();
  const clients = [stage.connect(), stage.connect(), stage.connect()] as const;
  const [ada, bob, cleo] = clients;
  const ids = { ada: (await ada.join('Ada')).peerId, bob: (await bob.join('Bob')).peerId };
  const cleoId = (await cleo.join('Cleo')).peerId;
  for (const client of clients) client.told.length = 0;
  const measure = async (...links: MeasuredLink[]) => {
    stage.rooms.onFact({ name: 'linksMeasured', data: { roomId: ROOM, links } });
    await stage.settle();
  };
  return { stage, ada, bob, cleo, ids: { ...ids, cleo: cleoId }, measure };
}
type Told = { readonly told: readonly { readonly name: string; readonly data: unknown }[] };
const heardBy = ({ told }: Told) => told.filter(({ name }) => name === 'linksMeasured').map(({ data }) => data);

it('[LK2] each is told its own link, and who of the others sends over a weak one, in one frame', async () => {
  const { ada, bob, cleo, ids, measure } = await createThree();
  const links = [link(ids.ada, 0.03), link(ids.bob, 0.029), link(ids.cleo, 0.1)] as const;
  await measure(...links);
  const [adaIsWeak, cleoIsWeak] = [
    { peerId: ids.ada, level: 'fair' },
    { peerId: ids.cleo, level: 'poor' },
  ];
  expect(heardBy(ada)).toEqual([{ own: ownOf(links[0]), weak: [cleoIsWeak] }]);
  expect(heardBy(bob)).toEqual([{ own: ownOf(links[1]), weak: [adaIsWeak, cleoIsWeak] }]);
  expect(heardBy(cleo)).toEqual([{ own: ownOf(links[2]), weak: [adaIsWeak] }]);
  for (const { told } of [ada, bob, cleo]) expect(told).toHaveLength(1);
});

it('[LK2] of who is not in the room nobody hears anything', async () => {
  const { ada, ids, measure } = await createThree();
  const visitor = '01890000-0000-7000-8000-000000009999' as PeerId;
  await measure(link(ids.ada), link(visitor, 0.5));
  expect(heardBy(ada)).toEqual([{ own: ownOf(link(ids.ada)), weak: [] }]);
});

it('[LK2] [PR4] a reader who is behind is spared it, and is told the next one when it has caught up', async () => {
  const { ada, bob, ids, measure } = await createThree();
  ada.unreadBytes = 256 * 1024;
  await measure(link(ids.ada), link(ids.bob));
  expect([heardBy(ada).length, heardBy(bob).length]).toEqual([0, 1]);
  ada.unreadBytes = 0;
  await measure(link(ids.ada), link(ids.bob));
  expect([heardBy(ada).length, heardBy(bob).length]).toEqual([1, 2]);
});

it('[LK1] what is said of a room that is not there, or of who is away, is nothing', async () => {
  const { stage, ada, bob, ids, measure } = await createThree();
  ada.cut();
  await stage.settle();
  await measure(link(ids.ada, 0.5), link(ids.bob));
  stage.rooms.onFact({ name: 'linksMeasured', data: { roomId: 'other' as typeof ROOM, links: [link(ids.bob)] } });
  await stage.settle();
  expect(heardBy(ada)).toEqual([]);
  expect(heardBy(bob)).toEqual([{ own: ownOf(link(ids.bob)), weak: [{ peerId: ids.ada, level: 'poor' }] }]);
  expect(stage.rooms.links.totals.upKbps).toBe(2_000);
});
