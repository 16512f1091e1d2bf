import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import { MAX_TOKEN_LENGTH } from './limits.ts';
import { mediaOffer } from './media.ts';
import { roomSnapshot } from './room.ts';

/** 256 random bits as base64url. Whoever holds it holds the seat. */
export const resumeSecret = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** A signed join token (RFC 7519); what stands in it is for signaling alone. */
export const joinToken = z.string().check(z.minLength(1), z.maxLength(MAX_TOKEN_LENGTH));

/** How long the token behind a seat is still valid; absent where the seat needs none. */
export const tokenExpiresInMs = z.optional(z.int().check(z.nonnegative()));

/** What who enters a room has to know: the seat with its key, the room, and the transports to it. */
export const seatTaken = z.object({ peerId, resumeSecret, room: roomSnapshot, media: mediaOffer, tokenExpiresInMs });
export type SeatTaken = z.infer<typeof seatTaken>;
