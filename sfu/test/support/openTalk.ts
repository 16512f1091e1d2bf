import { IncomingMedia, OutgoingMedia, toReceivable } from '@confab/node-peer';
import type { VideoShape } from '@confab/node-peer';
import type { ConsumerId, PeerId, Source, TransportOffer } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import type { types } from 'mediasoup';
import type { MediaWorker } from '../../src/mediasoup/MediaWorker.ts';
import { createTestRoom } from './createTestRoom.ts';
import { newPeerId } from './Peer.ts';

export type Talk = Awaited<ReturnType<typeof openTalk>>;

/** Ada sends and Bob receives, with real packets; what waits by the clock waits for the test. */
export async function openTalk(worker: MediaWorker) {
  const [ada, bob] = [newPeerId(), newPeerId()];
  const clock = new FakeClock();
  const lost: { readonly peerId: PeerId; readonly consumerIds: readonly ConsumerId[] }[] = [];
  const room = createTestRoom({
    clock,
    onConsumersClosed: (peerId, consumerIds) => void lost.push({ peerId, consumerIds }),
  });
  const linkTo = (peerId: PeerId, offer: TransportOffer) => ({
    offer,
    connect: (dtls: Parameters<ConstructorParameters<typeof OutgoingMedia>[0]['connect']>[0]) =>
      room.peer(peerId).transport(offer.transportId).connect(dtls),
  });
  const [sender, receiver] = [await room.openPeer(ada, worker), await room.openPeer(bob, worker)];
  const sending = new OutgoingMedia(linkTo(ada, sender.sendTransport));
  const receiving = new IncomingMedia(linkTo(bob, receiver.recvTransport));
  const others: IncomingMedia[] = [];
  const consumers: types.Consumer[] = [];
  const producers: types.Producer[] = [];
  room.peer(ada).sender.transport.mediasoup.observer.on('newproducer', (one) => producers.push(one));
  room.peer(bob).receiver.transport.mediasoup.observer.on('newconsumer', (one) => consumers.push(one));
  room.peer(bob).receiver.setRtpCapabilities(toReceivable(receiver.rtpCapabilities));
  await Promise.all([sending.link.connected, receiving.link.connected]);

  return {
    ada,
    bob,
    clock,
    room,
    lost,
    sending,
    receiving,
    /** Opens a camera of this shape; nothing of it is sent yet. */
    produce: async (shape: VideoShape) => {
      const stream = sending.prepare('video', shape);
      const { transportId } = sender.sendTransport;
      await room.produce(ada, { transportId, source: 'camera', rtpParameters: stream.rtpParameters, paused: false });
      const [producer] = producers.slice(-1);
      if (!producer) throw new Error('nothing is produced');
      return { stream, producer };
    },
    /** Opens the camera for somebody else, who is not ready for it, nor connected. Says how to become so, and how to leave. */
    offerToCleo: async () => {
      const cleo = newPeerId();
      const { rtpCapabilities, recvTransport } = await room.openPeer(cleo, worker);
      const peer = room.peer(cleo).receiver;
      peer.setRtpCapabilities(toReceivable(rtpCapabilities));
      const [stream] = room.streams([{ peerId: ada, source: 'camera' }]);
      const offer = stream && (await peer.consume(stream));
      return {
        becomeReady: () => peer.resume(offer ? [offer.consumerId] : []),
        connect: async () => {
          const incoming = new IncomingMedia(linkTo(cleo, recvTransport));
          others.push(incoming);
          await incoming.link.connected;
          return incoming;
        },
        isForwarded: () => peer.flowing.length > 0,
        leave: () => room.closePeer(cleo),
      };
    },
    /** Bob is ready for the camera, unless another source is said. */
    watch: async (source: Source = 'camera') => {
      const peer = room.peer(bob).receiver;
      const [stream] = room.streams([{ peerId: ada, source }]);
      const offer = stream && (await peer.consume(stream));
      const consumer = consumers.find(({ id }) => id === offer?.consumerId);
      if (!offer || !consumer) throw new Error('nothing is offered');
      await peer.resume([offer.consumerId]);
      return consumer;
    },
    close: () => {
      sending.close();
      for (const one of [receiving, ...others]) one.close();
      room.close();
    },
  };
}
