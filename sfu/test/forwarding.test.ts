import type { PeerId, Shown, Source } from '@confab/protocol';
import { systemClock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WantedStream } from '../src/forwarding/index.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import type { RoomMedia } from '../src/mediasoup/RoomMedia.ts';
import { createTestRoom } from './support/createTestRoom.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { opusParameters, vp8SimulcastParameters } from './support/rtp.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('a room that forwards no more than is shown', () => {
  const [ada, bob, cleo] = [newPeerId(), newPeerId(), newPeerId()];
  let worker: MediaWorker;
  let room: RoomMedia;
  let told: WantedStream[];
  let heldBack: (readonly PeerId[])[];
  const transports = new Map<PeerId, Awaited<ReturnType<RoomMedia['openPeer']>>>();
  const consumers = new Map<PeerId, types.Consumer[]>();

  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());
  beforeEach(async () => {
    told = [];
    heldBack = [];
    room = createTestRoom({
      clock: systemClock,
      loudest: 1,
      onHeldBackChanged: (peerIds) => void heldBack.push(peerIds),
      onWantedChanged: (streams) => void told.push(...streams),
    });
    for (const peerId of [ada, bob, cleo]) {
      const opened = await room.openPeer(peerId, worker);
      transports.set(peerId, opened);
      const { receiver } = room.peer(peerId);
      receiver.setRtpCapabilities(opened.rtpCapabilities);
      const made: types.Consumer[] = [];
      consumers.set(peerId, made);
      receiver.transport.mediasoup.observer.on('newconsumer', (consumer) => made.push(consumer));
    }
    await produce('camera', '1');
  });
  afterEach(() => room.close());

  const produce = async (source: Source, mid: string, by = ada) => {
    const transportId = transports.get(by)?.sendTransport.transportId;
    if (!transportId) throw new Error('nobody is there');
    const rtpParameters = source === 'microphone' ? opusParameters(mid) : vp8SimulcastParameters(mid);
    await room.produce(by, { transportId, source, rtpParameters, paused: false });
  };
  /** Opens and, unless said otherwise, confirms. */
  const receive = async (peerId: PeerId, source: Source = 'camera', isConfirmed = true, of = ada) => {
    const [stream] = room.streams([{ peerId: of, source }]);
    const { receiver } = room.peer(peerId);
    const offer = stream && (await receiver.consume(stream));
    if (!offer) throw new Error('nothing is offered');
    const consumer = consumers.get(peerId)?.find(({ id }) => id === offer.consumerId);
    if (!consumer) throw new Error('there is no consumer');
    arrive(consumer);
    if (isConfirmed) await receiver.resume([offer.consumerId]);
    return { consumer, resume: () => receiver.resume([offer.consumerId]) };
  };
  const show = (peerId: PeerId, shown: Shown, source: 'camera' | 'screen' = 'camera') =>
    room.peer(peerId).receiver.setShown([{ peerId: ada, source, shown }]);
  const layers = () => told.map((one) => one.layers);
  const SMALL = { width: 320, height: 180 };
  const MIDDLE = { width: 640, height: 360 };

  /** Says what the worker says with the first packets; there are none here. `room.test.ts` of node-peer has real ones. */
  const arrive = (consumer: types.Consumer) =>
    consumer.emit('score', { score: 10, producerScore: 10, producerScores: [10, 10, 10] });
  const begin = (consumer: types.Consumer) => consumer.emit('layerschange', { spatialLayer: 0, temporalLayer: 0 });
  const end = (consumer: types.Consumer) => consumer.emit('layerschange', undefined);

  it('[FW1] forwards all of it to who has said nothing', async () => {
    const { consumer } = await receive(bob);
    begin(consumer);
    await expect.poll(() => consumer.preferredLayers?.spatialLayer).toBe(2);
    expect(consumer.paused).toBe(false);
  });

  it('[FW11] begins with the smallest layer, each time that it begins', async () => {
    const { consumer } = await receive(bob);
    expect(consumer).toMatchObject({ paused: false, preferredLayers: { spatialLayer: 0 } });
    show(bob, MIDDLE);
    show(bob, null);
    await expect.poll(() => consumer.paused).toBe(true);
    show(bob, MIDDLE);
    await expect.poll(() => consumer.paused).toBe(false);
    expect(consumer.preferredLayers?.spatialLayer).toBe(0);
    begin(consumer);
    await expect.poll(() => consumer.preferredLayers?.spatialLayer).toBe(1);
    end(consumer);
    await expect.poll(() => consumer.preferredLayers?.spatialLayer).toBe(0);
  });

  it('[FW2] pauses what is not shown, and forwards the layer that is large enough', async () => {
    const { consumer } = await receive(bob);
    begin(consumer);
    show(bob, null);
    await expect.poll(() => consumer.paused).toBe(true);
    show(bob, SMALL);
    await expect.poll(() => consumer.paused).toBe(false);
    expect(consumer.preferredLayers?.spatialLayer).toBe(0);
    show(bob, MIDDLE);
    await expect.poll(() => consumer.preferredLayers?.spatialLayer).toBe(1);
  });

  it('[FW2] ends as the last word says, however fast they come', async () => {
    const { consumer } = await receive(bob);
    begin(consumer);
    for (const shown of [null, SMALL, null, MIDDLE, null, SMALL, MIDDLE]) show(bob, shown);
    await expect.poll(() => [consumer.paused, consumer.preferredLayers?.spatialLayer]).toEqual([false, 1]);
    for (const shown of [SMALL, MIDDLE, null]) show(bob, shown);
    await expect.poll(() => consumer.paused).toBe(true);
  });

  it('[FW1] knows of it before there is a consumer, and of the next one, too', async () => {
    show(bob, null);
    const first = await receive(bob);
    expect(first.consumer.paused).toBe(true);
    room.closeConsumers(bob, room.streams([{ peerId: ada, source: 'camera' }]));
    const second = await receive(bob);
    expect(second.consumer.id).not.toBe(first.consumer.id);
    expect(second.consumer.paused).toBe(true);
  });

  it('[ME3] lets nothing flow before it is confirmed, shown or not', async () => {
    const { consumer, resume } = await receive(bob, 'camera', false);
    show(bob, SMALL);
    show(bob, MIDDLE);
    expect(consumer.paused).toBe(true);
    await resume();
    expect(consumer.paused).toBe(false);
  });

  it('[FW3] gives the screen the bandwidth first, then what stands in front', async () => {
    await produce('screen', '2');
    const [camera, screen] = [await receive(bob), await receive(bob, 'screen')];
    expect([camera.consumer.priority, screen.consumer.priority]).toEqual([1, 8]);
    show(bob, { ...SMALL, inFront: true });
    await expect.poll(() => camera.consumer.priority).toBe(4);
  });

  it('[FW4] tells the sender when nobody shows it, and at once when somebody does', async () => {
    await expect.poll(layers).toEqual(['none']);
    await receive(bob);
    expect(layers()).toEqual(['none', 'high']);
    await receive(cleo);
    show(bob, null);
    show(cleo, SMALL);
    await expect.poll(layers).toEqual(['none', 'high', 'low']);
    show(bob, MIDDLE);
    await expect.poll(layers).toEqual(['none', 'high', 'low', 'mid']);
    expect(room.describe().peers[0]?.sources).toEqual([{ source: 'camera', paused: false, wanted: 'mid' }]);
    room.closePeer(bob);
    await expect.poll(layers).toEqual(['none', 'high', 'low', 'mid', 'low']);
  });

  it('[FW4] wants it for who is about to receive it', async () => {
    await expect.poll(layers).toEqual(['none']);
    await receive(bob, 'camera', false);
    await expect.poll(layers).toEqual(['none', 'high']);
  });

  it('[FW4] says nothing of sounds', async () => {
    await receive(bob);
    await produce('microphone', '0');
    await receive(bob, 'microphone');
    expect(told.filter(({ source }) => source !== 'camera')).toEqual([]);
  });

  it('[FW4] mutes nothing and unmutes nothing', async () => {
    await room.peer(ada).sender.setPaused('camera', true);
    await receive(bob);
    show(bob, null);
    show(bob, SMALL);
    await expect.poll(layers).toEqual(['high', 'low']);
    expect(room.peer(ada).sender.sources).toEqual([{ source: 'camera', paused: true }]);
  });

  it('[FW5] [FW6] holds back all microphones but the loudest, from everyone, and says so', async () => {
    await produce('microphone', '0');
    const first = await receive(cleo, 'microphone');
    expect(first.consumer.paused).toBe(false);
    await produce('microphone', '0', bob);
    expect(heldBack).toEqual([[ada]]);
    await expect.poll(() => first.consumer.paused).toBe(true);
    expect(room.describe().heldBack).toEqual([ada]);
    // Also from who comes to it now; the other one flows.
    const [late, loud] = [await receive(bob, 'microphone'), await receive(cleo, 'microphone', true, bob)];
    expect([late.consumer.paused, loud.consumer.paused]).toEqual([true, false]);

    await room.peer(bob).sender.setPaused('microphone', true);
    expect(heldBack).toEqual([[ada], []]);
    await expect.poll(() => [first.consumer.paused, late.consumer.paused]).toEqual([false, false]);
    await room.peer(bob).sender.setPaused('microphone', false);
    expect(heldBack.at(-1)).toEqual([ada]);
    room.closePeer(bob);
    expect(heldBack.at(-1)).toEqual([]);
    expect(room.describe().heldBack).toBeUndefined();
  });
});
