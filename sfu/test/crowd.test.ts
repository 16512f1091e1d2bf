import type { PeerId, Source } from '@confab/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();
const SOURCES: readonly Source[] = ['microphone', 'camera'];

describe.skipIf(!workerBin)('a room of 100 producers', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  let people: Peer[];
  let of: { peerId: PeerId; source: Source }[];

  beforeAll(async () => {
    sfu = await startSfu(testMedia(workerBin ?? '', { roomPeersPerWorker: 100 }));
    link = await linkTo(sfu.port, testSecret);
    const roomId = newRoomId();
    people = await Promise.all(Array.from({ length: 50 }, () => new Peer(link, roomId).open()));
    await Promise.all(people.flatMap((person) => SOURCES.map((source) => person.produce(source))));
    of = people.flatMap(({ peerId }) => SOURCES.map((source) => ({ peerId, source })));
  });
  afterAll(async () => {
    link.close();
    await sfu.close();
  });

  it('[FW9] is opened by one request and resumed by another', async ({ annotate }) => {
    const newcomer = await new Peer(link, people[0]?.roomId ?? newRoomId()).open();
    await newcomer.startReceiving();
    const startedAt = performance.now();
    const offers = await newcomer.consume(...of);
    const openedAt = performance.now();
    expect(offers.map(({ peerId, source }) => ({ peerId, source }))).toEqual(of);
    await newcomer.resume(...offers.map(({ consumerId }) => consumerId));
    await annotate(`opened in ${openedAt - startedAt} ms, resumed in ${performance.now() - openedAt} ms`);
    await newcomer.close();
  });

  it('[FW9] is opened for 49 receivers by one request', async ({ annotate }) => {
    const [sender, ...others] = people;
    if (!sender) throw new Error('nobody is there');
    await Promise.all(others.map((each) => each.startReceiving()));
    const streams = SOURCES.map((source) => ({ peerId: sender.peerId, source }));
    const receivers = others.map(({ peerId }) => ({ peerId, of: streams }));
    const startedAt = performance.now();
    const { opened } = await link.call('openConsumersOfMany', { roomId: sender.roomId, receivers });
    await annotate(`opened in ${performance.now() - startedAt} ms`);
    expect(opened.map((one) => ('consumers' in one ? one.consumers.length : one))).toEqual(others.map(() => 2));
  });
});
