import type { ConsumerOffer } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { ControlParams, ControlRequests } from '@confab/protocol/control';
import type { Handlers } from '@confab/rpc';
import type { MediaNode, RoomMedia } from '../mediasoup/index.ts';

const nothing = {};

async function openConsumers(room: RoomMedia, { peerId, of, renew = false }: Asked): Promise<ConsumerOffer[]> {
  const { receiver } = room.peer(peerId);
  const streams = room.streams(of);
  if (renew) room.closeConsumers(peerId, streams);
  const offers = await Promise.all(streams.map((stream) => receiver.consume(stream)));
  return offers.filter((offer) => offer !== undefined);
}

type Asked = Omit<ControlParams<'openConsumers'>, 'roomId'>;

/** What each request of signaling does to the rooms of this node. */
export function createHandlers(node: MediaNode): Handlers<ControlRequests> {
  return {
    ping: () => nothing,

    openPeer: ({ roomId, peerId, dtlsParameters }) => node.openPeer(roomId, peerId, dtlsParameters),
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
    openConsumers: async ({ roomId, ...asked }) => ({ consumers: await openConsumers(node.room(roomId), asked) }),
    async openConsumersOfMany({ roomId, receivers }) {
      const room = node.room(roomId);
      const opening = receivers.map((asked) => openConsumers(room, asked));
      const settled = await Promise.allSettled(opening);
      return {
        opened: settled.map((one) =>
          one.status === 'fulfilled' ? { consumers: one.value } : { code: toWireError(one.reason).code },
        ),
      };
    },
    closeConsumers({ roomId, peerId, of }) {
      const room = node.room(roomId);
      room.closeConsumers(room.peer(peerId).peerId, room.streams(of));
      return nothing;
    },
    async resumeConsumers({ roomId, peerId, consumerIds }) {
      await node.room(roomId).peer(peerId).receiver.resume(consumerIds);
      return nothing;
    },

    setShown({ roomId, peerId, streams }) {
      node.room(roomId).peer(peerId).receiver.setShown(streams);
      return nothing;
    },

    prepareStandby: (params) => node.prepareStandby(params),
    takeStandby({ roomId }) {
      node.takeStandby(roomId);
      return nothing;
    },
    closeStandby({ roomId }) {
      node.closeStandby(roomId);
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
