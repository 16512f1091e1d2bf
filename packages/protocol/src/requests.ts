import * as z from 'zod/mini';
import { captionRequests } from './captions.ts';
import { directRequests } from './direct.ts';
import { loggedEvent } from './events.ts';
import { forwarding, forwardingRequests } from './forwarding.ts';
import { healingRequests } from './healing.ts';
import { consumerId, peerId, producerId, roomId, transportId } from './ids.ts';
import { chatText, messageId, reaction } from './chat.ts';
import { MAX_CONSUMERS_PER_REQUEST } from './limits.ts';
import { lobbyRequests, warmStart } from './lobby.ts';
import { dtlsParameters, iceParameters, mediaOffer, rtpCapabilities, rtpParameters, source } from './media.ts';
import { moderationRequests } from './moderation.ts';
import type { Grant } from './roles.ts';
import { displayName, roomSnapshot, seq } from './room.ts';
import { joinToken, resumeSecret, seatTaken, tokenExpiresInMs } from './seat.ts';

/** Where a session stands: its socket is open, it prepares to join, it waits to be let in, or it holds a seat in a room. */
export const sessionStates = ['awaitingJoin', 'lobby', 'waiting', 'joined'] as const;
export type SessionState = (typeof sessionStates)[number];

const nothing = z.object({});

/** What would become of a `join`: it enters, it has to knock and wait, or it is refused. */
export const admission = z.enum(['enter', 'wait', 'locked', 'full']);
export type Admission = z.infer<typeof admission>;

const entry = z.object({
  protocolVersion: z.int(),
  roomId,
  displayName,
  token: z.optional(joinToken),
  warm: z.optional(warmStart),
});

/**
 * What a client may ask of signaling: the shapes, the session states each is allowed in, what the peer's role has to
 * grant, and what it costs of the socket's tokens.
 */
export const requests = {
  /** Either end may ask whether the other still lives; browsers cannot see WebSocket pings. */
  ping: {
    allowedIn: ['awaitingJoin', 'lobby', 'waiting', 'joined'],
    needs: 'nothing',
    costs: 1,
    params: nothing,
    result: nothing,
  },

  join: {
    allowedIn: ['awaitingJoin', 'lobby'],
    needs: 'nothing',
    costs: 10,
    params: entry,
    result: seatTaken,
  },

  /** What a visitor may know of a room before entering. A room that nobody is in looks like one that never was. */
  look: {
    allowedIn: ['awaitingJoin', 'lobby'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ protocolVersion: z.int(), roomId, token: z.optional(joinToken) }),
    result: z.object({
      admission,
      /** Only for who may enter; the names of the first few. */
      inside: z.optional(z.object({ peerCount: z.int().check(z.nonnegative()), displayNames: z.array(z.string()) })),
    }),
  },

  /** Asks to be let in where `join` is answered `admissionRequired`. Followed by `admitted` or `ended`. */
  knock: { allowedIn: ['awaitingJoin', 'lobby'], needs: 'nothing', costs: 10, params: entry, result: nothing },

  /** Takes the seat back after a lost socket. Answers with exactly the events missed, or a snapshot if they are gone. */
  resume: {
    allowedIn: ['awaitingJoin'],
    needs: 'nothing',
    costs: 10,
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
      /** Of transports that the client keeps. */
      forwarding: z.optional(forwarding),
      tokenExpiresInMs,
    }),
  },

  leave: { allowedIn: ['joined'], needs: 'nothing', costs: 1, params: nothing, result: nothing },

  /** Says what this peer can decode. From now on the room's streams are offered to it (consumersAdded). */
  startReceiving: {
    allowedIn: ['lobby', 'joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ rtpCapabilities }),
    result: nothing,
  },

  connectTransport: {
    allowedIn: ['lobby', 'joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ transportId, dtlsParameters }),
    result: nothing,
  },

  /** New ICE credentials for a transport whose path is lost (RFC 8445, section 2.4). */
  restartIce: {
    allowedIn: ['lobby', 'joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ transportId }),
    result: z.object({ iceParameters }),
  },

  /** Opens one source. At most one of each; its kind follows from it. */
  produce: {
    allowedIn: ['lobby', 'joined'],
    needs: 'send',
    costs: 5,
    params: z.object({ transportId, source, rtpParameters, muted: z.boolean() }),
    result: z.object({ producerId }),
  },

  closeSource: { allowedIn: ['joined'], needs: 'nothing', costs: 1, params: z.object({ source }), result: nothing },

  /** Answered when the room has taken it: only then is a source unmuted for anyone. */
  setMuted: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ source, muted: z.boolean() }),
    result: nothing,
  },

  /** The peer has set up these consumers and wants their packets. */
  resumeConsumers: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({
      consumerIds: z.array(consumerId).check(z.minLength(1), z.maxLength(MAX_CONSUMERS_PER_REQUEST)),
    }),
    result: nothing,
  },

  /** A new token with the same grants, so that the seat outlives the one it was taken with. */
  refreshToken: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 5,
    params: nothing,
    result: z.object({ token: joinToken, tokenExpiresInMs: z.int().check(z.nonnegative()) }),
  },

  /** Asked again with the same id it is answered the same, and said once (CH2). */
  sendChat: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ messageId, text: chatText }),
    result: z.object({ seq }),
  },

  react: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ messageId, reaction }),
    result: z.object({ seq }),
  },

  setHand: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 2,
    params: z.object({ raised: z.boolean() }),
    result: nothing,
  },

  ...captionRequests,
  ...moderationRequests,
  ...directRequests,
  ...healingRequests,
  ...forwardingRequests,
  ...lobbyRequests,
} as const satisfies Record<
  string,
  {
    allowedIn: readonly SessionState[];
    needs: Grant;
    costs: number;
    params: z.ZodMiniType;
    result: z.ZodMiniType;
  }
>;

export type Requests = typeof requests;
export type Method = keyof Requests;
export type Params<M extends Method> = z.infer<Requests[M]['params']>;
export type Result<M extends Method> = z.infer<Requests[M]['result']>;
