import type { PeerId, Shown } from '@confab/protocol';
import { WANT_LESS_AFTER_MS } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WantedStream } from '../src/forwarding/index.ts';
import { STEADY_AFTER_FALL_MS, STEADY_MS } from '../src/forwarding/index.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { CLIMB_AFTER_MS } from '../src/mediasoup/ReceivedStream.ts';
import type { RoomMedia } from '../src/mediasoup/RoomMedia.ts';
import { createTestRoom } from './support/createTestRoom.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { vp8SimulcastParameters } from './support/rtp.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const [ada, bob, cleo] = [newPeerId(), newPeerId(), newPeerId()];
const withoutMid = { peerId: ada, source: 'camera', layers: 'high', withoutMid: true };
const all = { peerId: ada, source: 'camera', layers: 'high' };

/** What the worker says with the first packet of a layer; there are none here, nor any that give it a score. */
const serve = (consumer: types.Consumer, spatialLayer: number) =>
  consumer.emit('layerschange', { spatialLayer, temporalLayer: 2 });

describe.skipIf(!workerBin)('[FW12] the layer below the largest of three', () => {
  let worker: MediaWorker;
  let room: RoomMedia;
  let clock: FakeClock;
  let told: WantedStream[];
  const consumers = new Map<PeerId, types.Consumer[]>();

  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());
  beforeEach(async () => {
    told = [];
    clock = new FakeClock();
    room = createTestRoom({
      clock,
      loudest: 1,
      onWantedChanged: (streams) => void told.push(...streams),
    });
    for (const peerId of [ada, bob, cleo]) {
      const opened = await room.openPeer(peerId, worker);
      const { receiver } = room.peer(peerId);
      receiver.setRtpCapabilities(opened.rtpCapabilities);
      const made: types.Consumer[] = [];
      consumers.set(peerId, made);
      receiver.transport.mediasoup.observer.on('newconsumer', (consumer) => made.push(consumer));
      if (peerId !== ada) continue;
      const { transportId } = opened.sendTransport;
      await room.produce(ada, {
        transportId,
        source: 'camera',
        rtpParameters: vp8SimulcastParameters('1'),
        paused: false,
      });
    }
  });
  afterEach(() => room.close());

  const receive = async (peerId: PeerId) => {
    const { receiver } = room.peer(peerId);
    const [stream] = room.streams([{ peerId: ada, source: 'camera' }]);
    const offer = stream && (await receiver.consume(stream));
    const consumer = consumers.get(peerId)?.find(({ id }) => id === offer?.consumerId);
    if (!offer || !consumer) throw new Error('nothing is offered');
    consumer.emit('score', { score: 10, producerScore: 10, producerScores: [10, 10, 10] });
    await receiver.resume([offer.consumerId]);
    return consumer;
  };
  const show = (peerId: PeerId, shown: Shown) =>
    room.peer(peerId).receiver.setShown([{ peerId: ada, source: 'camera', shown }]);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** The largest, for as long as it takes; Ada knows. */
  const receiveAtTop = async (peerId: PeerId) => {
    const consumer = await receive(peerId);
    serve(consumer, 2);
    await expect.poll(() => consumer.preferredLayers?.spatialLayer).toBe(2);
    await pass(STEADY_MS);
    await pass(WANT_LESS_AFTER_MS);
    return consumer;
  };

  it('is not sent when who wants the largest has had it for a while', async () => {
    await receiveAtTop(bob);
    expect(told.at(-1)).toEqual(withoutMid);
    expect(room.describe().peers[0]?.sources).toEqual([
      { source: 'camera', paused: false, wanted: 'high', withoutMid: true },
    ]);
  });

  it('is sent at once when one of them gets less', async () => {
    const first = await receiveAtTop(bob);
    serve(first, 0);
    await pass(0);
    expect(told.at(-1)).toEqual(all);
  });

  it.each([
    ['shows it', { width: 640, height: 360 }],
    ['receives it, too, and may need it', { width: 1_280, height: 720 }],
  ])('is sent at once when somebody else %s', async (_what, shown) => {
    await receiveAtTop(bob);
    show(cleo, shown);
    await receive(cleo);
    await pass(0);
    expect(told.at(-1)).toEqual(all);
  });

  it('is not missed by who shows it small', async () => {
    await receiveAtTop(bob);
    const before = told.length;
    show(cleo, { width: 160, height: 90 });
    serve(await receive(cleo), 0);
    await pass(WANT_LESS_AFTER_MS);
    expect(told.slice(before)).toEqual([]);
  });

  it('is climbed to by who fell past it, though the worker would wait: the consumer begins anew', async () => {
    const consumer = await receiveAtTop(bob);
    const steps: string[] = [];
    for (const step of ['pause', 'resume'] as const) consumer.observer.on(step, () => void steps.push(step));
    serve(consumer, 0);
    await pass(CLIMB_AFTER_MS);
    await expect.poll(() => steps).toEqual(['pause', 'resume']);
    expect(consumer.paused).toBe(false);
  });

  it.each([
    ['lost it', (consumer: types.Consumer) => serve(consumer, 0)],
    ['asks for it anew', () => undefined],
  ])('is sent for much longer to who %s, also on a new consumer', async (_what, lose) => {
    lose(await receiveAtTop(bob));
    room.closeConsumers(bob, room.streams([{ peerId: ada, source: 'camera' }]));
    await receiveAtTop(bob);
    expect(told.at(-1)).toEqual(all);
    await pass(STEADY_AFTER_FALL_MS);
    await pass(WANT_LESS_AFTER_MS);
    expect(told.at(-1)).toEqual(withoutMid);
  });

  it('is left alone by who has climbed by then', async () => {
    const consumer = await receiveAtTop(bob);
    const steps: string[] = [];
    for (const step of ['pause', 'resume'] as const) consumer.observer.on(step, () => void steps.push(step));
    serve(consumer, 0);
    serve(consumer, 1);
    await pass(CLIMB_AFTER_MS);
    await room.peer(bob).receiver.transport.mediasoup.dump();
    expect(steps).toEqual([]);
  });
});
