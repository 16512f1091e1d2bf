import * as z from 'zod/mini';
import { directRequests } from './direct.ts';
import { loggedEvent } from './events.ts';
import { consumerId, peerId, producerId, roomId, transportId } from './ids.ts';
import { MAX_CONSUMERS_PER_REQUEST, MAX_TOKEN_LENGTH } from './limits.ts';
import { dtlsParameters, iceParameters, mediaOffer, rtpCapabilities, rtpParameters, source } from './media.ts';
import { displayName, roomSnapshot, seq } from './room.ts';

/** Where a session stands: its socket is open, or it holds a seat in a room. */
export const sessionStates = ['awaitingJoin', 'joined'] as const;
export type SessionState = (typeof sessionStates)[number];

/** 256 random bits as base64url. Whoever holds it holds the seat. */
export const resumeSecret = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** A signed join token (RFC 7519); what stands in it is for signaling alone. */
export const joinToken = z.string().check(z.minLength(1), z.maxLength(MAX_TOKEN_LENGTH));

/** How long the token behind a seat is still valid; absent where the seat needs none. */
const tokenExpiresInMs = z.optional(z.int().check(z.nonnegative()));

const nothing = z.object({});

/** What a client may ask of signaling: the shapes, and the session states each is allowed in. */
export const requests = {
  /** Either end may ask whether the other still lives; browsers cannot see WebSocket pings. */
  ping: { allowedIn: ['awaitingJoin', 'joined'], params: nothing, result: nothing },

  join: {
    allowedIn: ['awaitingJoin'],
    params: z.object({ protocolVersion: z.int(), roomId, displayName, token: z.optional(joinToken) }),
    result: z.object({ peerId, resumeSecret, room: roomSnapshot, media: mediaOffer, tokenExpiresInMs }),
  },

  /** Takes the seat back after a lost socket. Answers with exactly the events missed, or a snapshot if they are gone. */
  resume: {
    allowedIn: ['awaitingJoin'],
    params: z.object({
      protocolVersion: z.int(),
      roomId,
      peerId,
      resumeSecret,
      lastSeq: seq,
      mediaEpoch: z.int().check(z.nonnegative()),
    }),
    result: z.object({
      resumeSecret,
      missed: z.union([z.object({ events: z.array(loggedEvent) }), z.object({ room: roomSnapshot })]),
      /** Present when the transports that the client knows are gone. */
      media: z.optional(mediaOffer),
      tokenExpiresInMs,
    }),
  },

  leave: { allowedIn: ['joined'], params: nothing, result: nothing },

  /** Says what this peer can decode. From now on the room's streams are offered to it (consumersAdded). */
  startReceiving: { allowedIn: ['joined'], params: z.object({ rtpCapabilities }), result: nothing },

  connectTransport: {
    allowedIn: ['joined'],
    params: z.object({ transportId, dtlsParameters }),
    result: nothing,
  },

  /** New ICE credentials for a transport whose path is lost (RFC 8445, section 2.4). */
  restartIce: {
    allowedIn: ['joined'],
    params: z.object({ transportId }),
    result: z.object({ iceParameters }),
  },

  /** Opens one source. At most one of each; its kind follows from it. */
  produce: {
    allowedIn: ['joined'],
    params: z.object({ transportId, source, rtpParameters, muted: z.boolean() }),
    result: z.object({ producerId }),
  },

  closeSource: { allowedIn: ['joined'], params: z.object({ source }), result: nothing },

  /** Answered when the room has taken it: only then is a source unmuted for anyone. */
  setMuted: { allowedIn: ['joined'], params: z.object({ source, muted: z.boolean() }), result: nothing },

  /** The peer has set up these consumers and wants their packets. */
  resumeConsumers: {
    allowedIn: ['joined'],
    params: z.object({
      consumerIds: z.array(consumerId).check(z.minLength(1), z.maxLength(MAX_CONSUMERS_PER_REQUEST)),
    }),
    result: nothing,
  },

  /** A new token with the same grants, so that the seat outlives the one it was taken with. */
  refreshToken: {
    allowedIn: ['joined'],
    params: nothing,
    result: z.object({ token: joinToken, tokenExpiresInMs: z.int().check(z.nonnegative()) }),
  },

  ...directRequests,
} as const satisfies Record<
  string,
  { allowedIn: readonly SessionState[]; params: z.ZodMiniType; result: z.ZodMiniType }
>;

export type Requests = typeof requests;
export type Method = keyof Requests;
export type Params<M extends Method> = z.infer<Requests[M]['params']>;
export type Result<M extends Method> = z.infer<Requests[M]['result']>;
