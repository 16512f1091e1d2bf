import assert from 'node:assert/strict';
import { FakeClock } from '@confab/rpc/testing';
import type { types } from 'mediasoup';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { PeerMedia } from '../src/mediasoup/PeerMedia.ts';
import { HANDSHAKE_DEADLINE_MS } from '../src/mediasoup/PeerTransport.ts';
import type { RoomMedia } from '../src/mediasoup/RoomMedia.ts';
import { createTestRoom } from './support/createTestRoom.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { browserDtls, vp8SimulcastParameters } from './support/rtp.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const startWorker = (onDied: () => void) => startTestWorker(workerBin, { onDied });

describe.skipIf(!workerBin)('a room on a worker', () => {
  const [ada, bob] = [newPeerId(), newPeerId()];
  const onConsumersClosed = vi.fn<(...closed: unknown[]) => void>();
  const onEmpty = vi.fn<() => void>();
  let worker: MediaWorker;
  let clock: FakeClock;
  let room: RoomMedia;

  beforeAll(async () => void (worker = await startWorker(() => undefined)));
  afterAll(() => worker.close());
  beforeEach(() => {
    vi.clearAllMocks();
    clock = new FakeClock();
    room = newRoom();
  });
  afterEach(() => {
    room.close();
    assert.equal(clock.pending, 0);
  });
  const newRoom = () =>
    createTestRoom({
      clock,
      onConsumersClosed,
      onEmpty,
    });

  /** Ada sends her camera to Bob. */
  const openCall = async (on: MediaWorker = worker) => {
    const sending = await room.openPeer(ada, on);
    const receiving = await room.openPeer(bob, on);
    await room.produce(ada, {
      transportId: sending.sendTransport.transportId,
      source: 'camera',
      rtpParameters: vp8SimulcastParameters(),
      paused: false,
    });
    const { receiver } = room.peer(bob);
    receiver.setRtpCapabilities(receiving.rtpCapabilities);
    const [stream] = room.streams([{ peerId: ada, source: 'camera' }]);
    if (!stream) throw new Error('there is no camera');
    const offer = await receiver.consume(stream);
    return { sending, receiving, stream, offer };
  };

  it('closes a sending transport whose handshake takes too long, and tells of the consumers that end with it', async () => {
    const { sending, offer } = await openCall();
    const transport = room.peer(ada).transport(sending.sendTransport.transportId);
    clock.advance(HANDSHAKE_DEADLINE_MS);
    expect(transport.isClosed).toBe(false);

    await transport.connect(browserDtls);
    clock.advance(HANDSHAKE_DEADLINE_MS - 1);
    expect(transport.isClosed).toBe(false);
    clock.advance(1);

    expect(transport.isClosed).toBe(true);
    expect(onConsumersClosed.mock.calls).toEqual([[bob, [offer?.consumerId]]]);
    expect(room).toMatchObject({ peerCount: 2, producerCount: 0, consumerCount: 0 });
    expect(() => room.peer(ada).transport(transport.id)).toThrow('no such transport');
    // The other one of the pair is none the worse for it.
    await room.peer(ada).transport(sending.recvTransport.transportId).restartIce();
  });

  it('closes a receiving transport whose handshake takes too long, and tells of its consumers', async () => {
    const { receiving, stream, offer } = await openCall();
    await room.peer(bob).transport(receiving.recvTransport.transportId).connect(browserDtls);
    clock.advance(HANDSHAKE_DEADLINE_MS);

    expect(onConsumersClosed.mock.calls).toEqual([[bob, [offer?.consumerId]]]);
    expect(room).toMatchObject({ producerCount: 1, consumerCount: 0 });
    await expect(room.peer(bob).receiver.consume(stream)).rejects.toMatchObject({ code: 'notFound' });
    await expect(room.peer(bob).receiver.resume(offer ? [offer.consumerId] : [])).rejects.toMatchObject({
      code: 'notFound',
    });
  });

  it.each([true, false])('[MU5] applies paused: %s that comes while the producer is opening', async (paused) => {
    const { sendTransport } = await room.openPeer(ada, worker);
    const { sender } = room.peer(ada);
    const producers: types.Producer[] = [];
    sender.transport.mediasoup.observer.on('newproducer', (producer) => producers.push(producer));
    const producing = room.produce(ada, {
      transportId: sendTransport.transportId,
      source: 'camera',
      rtpParameters: vp8SimulcastParameters(),
      paused: !paused,
    });
    await sender.setPaused('camera', paused);
    await producing;
    expect(producers).toMatchObject([{ paused }]);
  });

  it('leaves a consumer out whose producer closes while it opens', async () => {
    const { receiving, stream } = await openCall();
    const late = newPeerId();
    await room.openPeer(late, worker);
    const { receiver } = room.peer(late);
    receiver.setRtpCapabilities(receiving.rtpCapabilities);
    const consuming = receiver.consume(stream);
    room.peer(ada).sender.closeProducer('camera');
    expect(await consuming).toBeUndefined();
    expect(room.consumerCount).toBe(0);
  });

  it('resumes the consumers that are left when one of them has ended', async () => {
    const { sending, offer } = await openCall();
    await room.produce(ada, {
      transportId: sending.sendTransport.transportId,
      source: 'screen',
      rtpParameters: vp8SimulcastParameters('7'),
      paused: true,
    });
    const [screen] = room.streams([{ peerId: ada, source: 'screen' }]);
    const { receiver } = room.peer(bob);
    const second = screen && (await receiver.consume(screen));
    room.peer(ada).sender.closeProducer('camera');
    const consumerIds = [offer, second].flatMap((one) => (one ? [one.consumerId] : []));
    expect(consumerIds).toHaveLength(2);
    await receiver.resume(consumerIds);
    expect(receiver.consumerIds).toEqual([second?.consumerId]);
  });

  it('closes twice, and takes nobody in afterwards', async () => {
    await openCall();
    room.close();
    room.close();
    expect(room).toMatchObject({ peerCount: 0, producerCount: 0, consumerCount: 0 });
    await expect(room.openPeer(ada, worker)).rejects.toMatchObject({ code: 'notFound' });
    expect(onConsumersClosed).not.toHaveBeenCalled();
  });

  it('says once that it is empty', async () => {
    await openCall();
    room.closePeer(ada);
    room.closePeer(ada);
    expect(onEmpty).not.toHaveBeenCalled();
    room.closePeer(bob);
    expect(onEmpty).toHaveBeenCalledOnce();
  });

  it('closes a peer twice, and answers nothing for it afterwards', async () => {
    const { stream } = await openCall();
    const peer = room.peer(bob);
    const { sender, receiver } = peer;
    peer.close();
    peer.close();
    expect(() => peer.sender).toThrow('no such peer');
    expect(() => peer.receiver).toThrow('no such peer');
    await expect(receiver.consume(stream)).rejects.toMatchObject({ code: 'notFound' });
    await expect(sender.setPaused('camera', true)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('leaves no transport behind when a peer is closed while its transports are made', async () => {
    const router = await worker.createRouter();
    const peer = new PeerMedia({
      peerId: ada,
      worker,
      clock,
      reach: () => undefined,
      onProducerClosed: () => undefined,
      onSenderMoved: () => undefined,
      onConsumersLost: () => undefined,
      forwarding: {
        isHeldBack: () => false,
        hasBegun: () => false,
        startOf: () => undefined,
        onFlowing: () => undefined,
        onWanted: () => undefined,
      },
    });
    const opening = peer.open(router);
    peer.close();
    await expect(opening).rejects.toMatchObject({ code: 'notFound' });
    expect((await router.dump()).transportIds).toEqual([]);
    router.close();
  });

  it('is lost with its worker, without a word to the worker', async () => {
    const onDied = vi.fn<() => void>();
    const doomed = await startWorker(onDied);
    const { sending } = await openCall(doomed);
    const transport = room.peer(ada).transport(sending.sendTransport.transportId);
    await transport.connect(browserDtls);

    process.kill(doomed.pid, 'SIGKILL');
    await expect.poll(() => onDied.mock.calls.length).toBe(1);
    expect(room.workerDied(doomed)).toEqual([ada, bob]);
    expect(room.workerDied(doomed)).toEqual([]);

    expect(room.peerCount).toBe(0);
    expect(transport.isClosed).toBe(true);
    // Nobody is told one by one: all of the room is lost.
    expect(onConsumersClosed).not.toHaveBeenCalled();
    await expect(transport.restartIce()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(newRoom().openPeer(ada, doomed)).rejects.toMatchObject({ code: 'unavailable' });
    await doomed.close();
  });
});

describe.skipIf(!workerBin)('a worker', () => {
  it('closes twice, with its program gone, and has not died', async () => {
    const onDied = vi.fn<() => void>();
    const worker = await startWorker(onDied);
    await Promise.all([worker.close(), worker.close()]);
    await worker.close();
    expect(() => process.kill(worker.pid, 0)).toThrow('ESRCH');
    expect(onDied).not.toHaveBeenCalled();
  });

  it('is killed when it does not end by itself', async () => {
    const worker = await startWorker(() => undefined);
    process.kill(worker.pid, 'SIGSTOP');
    await worker.close();
    expect(() => process.kill(worker.pid, 0)).toThrow('ESRCH');
  });
});
