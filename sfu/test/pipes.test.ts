import assert from 'node:assert/strict';
import type { ProducerId } from '@confab/protocol';
import { systemClock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { RoomPipes } from '../src/mediasoup/RoomPipes.ts';
import { RoomRouter } from '../src/mediasoup/RoomRouter.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { opusParameters } from './support/rtp.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('a room on two workers', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  /** Two on the one worker, the third on the other. */
  let ada: Peer;
  let bob: Peer;
  let cleo: Peer;
  beforeEach(async () => {
    sfu = await startSfu(testMedia(workerBin ?? '', { workers: 2, roomPeersPerWorker: 2 }));
    link = await linkTo(sfu.port, testSecret);
    const roomId = newRoomId();
    [ada, bob, cleo] = [new Peer(link, roomId), new Peer(link, roomId), new Peer(link, roomId)];
    for (const peer of [ada, bob, cleo]) {
      await peer.open();
      await peer.startReceiving();
    }
  });
  afterEach(async () => {
    link.close();
    await sfu.close();
  });

  const stats = () => link.call('getStats', {});
  const pipes = async () => {
    const { pipes: streams, pipeLinks: links } = await stats();
    return { streams, links };
  };
  const cameraOf = ({ peerId }: Peer) => ({ peerId, source: 'camera' }) as const;
  const microphoneOf = ({ peerId }: Peer) => ({ peerId, source: 'microphone' }) as const;
  const killWorkerOf = async (place: number) => process.kill((await stats()).workers[place]?.pid ?? 0, 'SIGKILL');

  it('[WK5] begins on one, and goes on to the other when its share of the first is full', async () => {
    expect((await stats()).workers.map(({ routers }) => routers)).toEqual([1, 1]);
    await cleo.close();
    expect((await stats()).workers.map(({ routers }) => routers)).toEqual([1, 0]);
    await cleo.open();
    await ada.close();
    await bob.close();
    expect((await stats()).workers.map(({ routers }) => routers)).toEqual([0, 1]);
  });

  it('[WK6] pipes a stream once to where somebody receives it, and under its own id', async () => {
    const producerId = await ada.produce('camera');
    await bob.consume(cameraOf(ada));
    expect(await pipes()).toEqual({ streams: 0, links: 0 });
    expect(await cleo.consume(cameraOf(ada))).toMatchObject([{ peerId: ada.peerId, source: 'camera', producerId }]);
    expect(await pipes()).toEqual({ streams: 1, links: 1 });

    const dora = new Peer(link, ada.roomId);
    await dora.open();
    await dora.startReceiving();
    await cleo.produce('microphone');
    // The other way takes the same pair of transports.
    const received = await Promise.all([dora.consume(cameraOf(ada)), ada.consume(microphoneOf(cleo))]);
    expect(received.map((offers) => offers.length)).toEqual([1, 1]);
    expect(await pipes()).toEqual({ streams: 2, links: 1 });
  });

  it('[WK6] closes a pipe when nobody receives by it: receivers or sender gone, or the source closed', async () => {
    await ada.produce('camera');
    await ada.produce('microphone');
    await cleo.consume(cameraOf(ada), microphoneOf(ada));
    expect(await pipes()).toEqual({ streams: 2, links: 1 });

    await link.call('closeProducer', { ...ada.id, source: 'camera' });
    await expect.poll(() => pipes()).toEqual({ streams: 1, links: 1 });
    await cleo.open();
    await cleo.startReceiving();
    await expect.poll(() => pipes()).toEqual({ streams: 0, links: 0 });

    expect(await cleo.consume(microphoneOf(ada))).toHaveLength(1);
    await ada.close();
    await expect.poll(() => pipes()).toEqual({ streams: 0, links: 0 });
    expect(await cleo.consume(microphoneOf(ada))).toEqual([]);
  });

  it('[WK6] opens a stream once that is asked for many times at once, and leaves out one that ends meanwhile', async () => {
    await ada.produce('camera');
    const asked = await Promise.all(Array.from({ length: 5 }, () => cleo.consume(cameraOf(ada))));
    expect(new Set(asked.flat().map(({ consumerId }) => consumerId)).size).toBe(1);
    expect(await stats()).toMatchObject({ consumers: 1, pipes: 1 });

    await bob.produce('microphone');
    const [offers] = await Promise.all([cleo.consume(microphoneOf(bob)), bob.close()]);
    expect(offers.length).toBeLessThanOrEqual(1);
    await expect.poll(() => stats()).toMatchObject({ consumers: 1, pipes: 1 });
  });

  it('[WK3] loses with one of them those who are on it, and keeps the others', async () => {
    await ada.produce('camera');
    await cleo.produce('camera');
    const [ofCleo] = await ada.consume(cameraOf(cleo));
    await cleo.consume(cameraOf(ada));
    await killWorkerOf(1);

    expect(await link.factOf('peersLost')).toEqual({ roomId: ada.roomId, peerIds: [cleo.peerId] });
    expect(link.facts).toContainEqual({
      name: 'consumersClosed',
      data: { roomId: ada.roomId, closed: [{ peerId: ada.peerId, consumerIds: [ofCleo?.consumerId] }] },
    });
    expect(link.facts.filter(({ name }) => name === 'roomsLost')).toEqual([]);
    expect(await pipes()).toEqual({ streams: 0, links: 0 });
    expect(await bob.consume(cameraOf(ada))).toHaveLength(1);

    await cleo.open();
    await cleo.startReceiving();
    await cleo.produce('camera');
    expect(await ada.consume(cameraOf(cleo))).toHaveLength(1);
    expect(await cleo.consume(cameraOf(ada))).toHaveLength(1);
    expect(await pipes()).toEqual({ streams: 2, links: 1 });
  });

  it('[WK3] is lost as a whole when it is on the dead worker only', async () => {
    await cleo.close();
    await killWorkerOf(0);
    expect(await link.factOf('roomsLost')).toEqual({ roomIds: [ada.roomId], reason: 'workerDied' });
    expect(link.facts.filter(({ name }) => name === 'peersLost')).toEqual([]);
  });
});

describe.skipIf(!workerBin)('the pipes of a room', () => {
  let workers: MediaWorker[];
  let routers: [RoomRouter, RoomRouter];
  beforeEach(async () => {
    workers = await Promise.all([0, 1].map((index) => startTestWorker(workerBin, { index })));
    const open = (worker: MediaWorker) =>
      RoomRouter.open({ worker, clock: systemClock, onSpeakersChanged: () => undefined, onHeard: () => undefined });
    const [first, second] = await Promise.all(workers.map(open));
    assert(first && second);
    routers = [first, second];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });

  const transports = async () =>
    Promise.all(routers.map(async ({ mediasoup }) => (await mediasoup.dump()).transportIds.length));
  const produceOn = async ({ mediasoup }: RoomRouter, paused = false) => {
    const transport = await mediasoup.createDirectTransport();
    const rtpParameters = opusParameters() as types.RtpParameters;
    return transport.produce({ kind: 'audio', rtpParameters, paused });
  };
  const idOf = (producer: types.Producer) => producer.id as ProducerId;

  it('[WK6] leave no transport behind, however late they are let go of', async () => {
    const [from, to] = routers;
    const pipes = new RoomPipes(systemClock);
    const producer = await produceOn(from);
    const before = await transports();
    const releases = await Promise.all([
      pipes.hold(idOf(producer), { from, to }),
      pipes.hold(idOf(producer), { from, to }),
    ]);
    expect(await transports()).toEqual(before.map((count) => count + 1));
    releases[0]();
    releases[0]();
    expect(pipes.size).toBe(1);
    releases[1]();
    await expect.poll(() => transports()).toEqual(before);
    expect([pipes.size, pipes.linkCount]).toEqual([0, 0]);

    await expect(pipes.hold('nothing' as ProducerId, { from, to })).rejects.toThrow();
    await expect.poll(() => transports()).toEqual(before);
  });

  it('[MU1] pause and resume with the stream they carry', async () => {
    const [from, to] = routers;
    const pipes = new RoomPipes(systemClock);
    const producer = await produceOn(from, true);
    await pipes.hold(idOf(producer), { from, to });
    const transport = await to.mediasoup.createDirectTransport();
    const { rtpCapabilities } = to.mediasoup;
    const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities });
    expect(consumer.producerPaused).toBe(true);
    await producer.resume();
    await expect.poll(() => consumer.producerPaused).toBe(false);
    await producer.pause();
    await expect.poll(() => consumer.producerPaused).toBe(true);
    // Faster than the other worker answers.
    await Promise.all([producer.resume(), producer.pause(), producer.resume()]);
    await expect.poll(() => consumer.producerPaused).toBe(false);
    producer.close();
    await expect.poll(() => consumer.closed).toBe(true);
  });
});
