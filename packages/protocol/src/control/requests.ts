import * as z from 'zod/mini';
import { shownStreams, wantedLayers, wantedOfPicture } from '../forwarding.ts';
import { consumerId, peerId, producerId, roomId, transportId } from '../ids.ts';
import { errorCodes } from '../errorCodes.ts';
import { MAX_CONSUMERS_PER_REQUEST, MAX_MEMO_LENGTH, MAX_PEERS_OF_STANDBY, MAX_PEERS_PER_ROOM } from '../limits.ts';
import {
  consumerOffer,
  dtlsParameters,
  iceParameters,
  rtpCapabilities,
  rtpParameters,
  source,
  sources,
  transportOffer,
} from '../media.ts';

const nothing = z.object({});
const peer = { roomId, peerId };
const receiver = {
  peerId,
  of: z.array(z.object({ peerId, source })).check(z.maxLength(MAX_CONSUMERS_PER_REQUEST)),
  /** Closes what is consumed already and opens it anew. */
  renew: z.optional(z.boolean()),
};

/**
 * What signaling may ask of an sfu. The sfu knows rooms, peers and sources by id only: no names, no permissions.
 * Closing what is not there is fine; asking anything else of it is `notFound`.
 */
export const controlRequests = {
  ping: { params: nothing, result: nothing },

  /**
   * Gives the peer a fresh pair of transports and closes all it had. Creates the room's router if there is none. Where it is
   * known already by which certificate the peer's client will be known (ME10), both take what comes of that one at once;
   * `connectTransport` is asked all the same, and with another one it is `invalidState`.
   */
  openPeer: {
    params: z.object({ ...peer, dtlsParameters: z.optional(dtlsParameters) }),
    result: z.object({ rtpCapabilities, sendTransport: transportOffer, recvTransport: transportOffer }),
  },
  closePeer: { params: z.object(peer), result: nothing },
  closeRoom: { params: z.object({ roomId }), result: nothing },

  connectTransport: { params: z.object({ ...peer, transportId, dtlsParameters }), result: nothing },
  restartIce: { params: z.object({ ...peer, transportId }), result: z.object({ iceParameters }) },

  /** Opens the producer of a source; one that is open already is replaced. */
  produce: {
    params: z.object({ ...peer, transportId, source, rtpParameters, paused: z.boolean() }),
    result: z.object({ producerId }),
  },
  setProducerPaused: { params: z.object({ ...peer, source, paused: z.boolean() }), result: nothing },
  closeProducer: { params: z.object({ ...peer, source }), result: nothing },

  /** What the peer can decode; needed before openConsumers. */
  setRtpCapabilities: { params: z.object({ ...peer, rtpCapabilities }), result: nothing },

  /**
   * Opens consumers, paused, for one receiving peer. A source that is gone or that this peer cannot decode is left out
   * of the answer; one that is consumed already is given again.
   */
  openConsumers: {
    params: z.object({ roomId, ...receiver }),
    result: z.object({ consumers: z.array(consumerOffer) }),
  },
  /** The same for many receivers at once: for each, in their order, what is open now or why nothing is. */
  openConsumersOfMany: {
    params: z.object({ roomId, receivers: z.array(z.object(receiver)).check(z.maxLength(MAX_PEERS_PER_ROOM)) }),
    result: z.object({
      opened: z.array(
        z.union([z.object({ consumers: z.array(consumerOffer) }), z.object({ code: z.enum(errorCodes) })]),
      ),
    }),
  },
  /** The peer receives these no more. */
  closeConsumers: {
    params: z.object({
      ...peer,
      of: z.array(z.object({ peerId, source })).check(z.maxLength(MAX_CONSUMERS_PER_REQUEST)),
    }),
    result: nothing,
  },
  resumeConsumers: {
    params: z.object({ ...peer, consumerIds: z.array(consumerId).check(z.maxLength(MAX_CONSUMERS_PER_REQUEST)) }),
    result: nothing,
  },

  /** What one receiving peer shows of the others, as long as it has these transports; see the client's request. */
  setShown: { params: z.object({ ...peer, streams: shownStreams }), result: nothing },

  /**
   * Opens all of these once more on a worker that the room is not on, in one go: with transports that expect the certificate,
   * what each sends, and, paused, what each receives of the others (ME11). It is no part of the room, and none of its facts
   * are told. A standby that the room has already is closed. `unavailable` when there is no other worker.
   */
  prepareStandby: {
    params: z.object({
      roomId,
      peers: z
        .array(
          z.object({
            peerId,
            dtlsParameters,
            rtpCapabilities,
            sources: z
              .array(z.object({ source, rtpParameters, paused: z.boolean() }))
              .check(z.maxLength(sources.length)),
          }),
        )
        .check(z.minLength(1), z.maxLength(MAX_PEERS_OF_STANDBY)),
    }),
    result: z.object({
      rtpCapabilities,
      peers: z.array(
        z.object({
          peerId,
          sendTransport: transportOffer,
          recvTransport: transportOffer,
          producers: z.array(z.object({ source, producerId })),
          consumers: z.array(consumerOffer),
        }),
      ),
    }),
  },
  /** The room, which is lost, is what was its standby from now on; `notFound` when there is none. */
  takeStandby: { params: z.object({ roomId }), result: nothing },
  /** The room goes on without one. */
  closeStandby: { params: z.object({ roomId }), result: nothing },

  /** Has the sfu remember a text for as long as it has the room. The newest one counts; to the sfu it means nothing. */
  setMemo: {
    params: z.object({ roomId, memo: z.string().check(z.maxLength(MAX_MEMO_LENGTH)) }),
    result: nothing,
  },

  /** What the sfu holds of a room, and what it was asked to remember: for signaling that has just started. */
  getRoom: {
    params: z.object({ roomId }),
    result: z.object({
      memo: z.optional(z.string()),
      /** Whose microphones are not forwarded now. */
      heldBack: z.optional(z.array(peerId)),
      /** Those with both transports open, and what they send. */
      peers: z.array(
        z.object({
          peerId,
          sendTransportId: transportId,
          recvTransportId: transportId,
          sources: z.array(
            z.object({
              source,
              paused: z.boolean(),
              wanted: z.optional(wantedLayers),
              withoutMid: wantedOfPicture.withoutMid,
            }),
          ),
        }),
      ),
    }),
  },

  /** Counts for metrics. Memory in bytes. */
  getStats: {
    params: nothing,
    result: z.object({
      workers: z.array(z.object({ pid: z.int(), routers: z.int() })),
      /** The worker that waits for the place of another one, when there is one. */
      sparePid: z.optional(z.int()),
      rooms: z.int(),
      peers: z.int(),
      producers: z.int(),
      consumers: z.int(),
      /** Streams that a room on several workers has from one of them on another, and the pairs of transports they go by. */
      pipes: z.optional(z.int()),
      pipeLinks: z.optional(z.int()),
      /** Rooms that are open a second time (ME11). */
      standbys: z.optional(z.int()),
    }),
  },
} as const satisfies Record<string, { params: z.ZodMiniType; result: z.ZodMiniType }>;

export type ControlRequests = typeof controlRequests;
export type ControlMethod = keyof ControlRequests;
export type ControlParams<M extends ControlMethod> = z.infer<ControlRequests[M]['params']>;
export type ControlResult<M extends ControlMethod> = z.infer<ControlRequests[M]['result']>;
