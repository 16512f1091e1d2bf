import type { ControlRequests } from '@confab/protocol/control';
import type { Handlers } from '@confab/rpc';
import type { MediaNode } from '../mediasoup/index.ts';

const nothing = {};

/** What each request of signaling does to the rooms of this node. */
export function createHandlers(node: MediaNode): Handlers<ControlRequests> {
  return {
    ping: () => nothing,

    openPeer: ({ roomId, peerId }) => node.openPeer(roomId, peerId),
    closePeer({ roomId, peerId }) {
      node.closePeer(roomId, peerId);
      return nothing;
    },
    closeRoom({ roomId }) {
      node.closeRoom(roomId);
      return nothing;
    },

    async connectTransport({ roomId, peerId, transportId, dtlsParameters }) {
      await node.room(roomId).peer(peerId).transport(transportId).connect(dtlsParameters);
      return nothing;
    },
    restartIce: async ({ roomId, peerId, transportId }) => ({
      iceParameters: await node.room(roomId).peer(peerId).transport(transportId).restartIce(),
    }),

    produce: async ({ roomId, peerId, ...options }) => ({
      producerId: await node.room(roomId).produce(peerId, options),
    }),
    async setProducerPaused({ roomId, peerId, source, paused }) {
      await node.room(roomId).peer(peerId).sender.setPaused(source, paused);
      return nothing;
    },
    closeProducer({ roomId, peerId, source }) {
      node.findPeer(roomId, peerId)?.opened?.sender.closeProducer(source);
      return nothing;
    },

    setRtpCapabilities({ roomId, peerId, rtpCapabilities }) {
      node.room(roomId).peer(peerId).receiver.setRtpCapabilities(rtpCapabilities);
      return nothing;
    },
    async openConsumers({ roomId, peerId, of, renew = false }) {
      const room = node.room(roomId);
      const { receiver } = room.peer(peerId);
      const streams = room.streams(of);
      if (renew) room.closeConsumers(peerId, streams);
      const offers = await Promise.all(streams.map((stream) => receiver.consume(stream)));
      return { consumers: offers.filter((offer) => offer !== undefined) };
    },
    async resumeConsumers({ roomId, peerId, consumerIds }) {
      await node.room(roomId).peer(peerId).receiver.resume(consumerIds);
      return nothing;
    },

    setShown({ roomId, peerId, streams }) {
      node.room(roomId).peer(peerId).receiver.setShown(streams);
      return nothing;
    },

    setMemo({ roomId, memo }) {
      node.room(roomId).memo = memo;
      return nothing;
    },
    getRoom: ({ roomId }) => node.room(roomId).describe(),

    getStats: () => node.stats(),
  };
}
