import * as z from 'zod/mini';
import { chatMessage, messageId } from './chat.ts';
import { topologyState } from './direct.ts';
import { peerId, transportId } from './ids.ts';
import { source } from './media.ts';
import { role } from './roles.ts';
import { displayName, roomPolicy, seq } from './room.ts';

/** Raised when a memo of before means something else now; one of another version is as if it were not there. */
export const MEMO_VERSION = 2;

const timerId = z.int().check(z.nonnegative());

const connectionMemo = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connected') }),
  z.object({ state: z.literal('lingering'), lingerId: timerId }),
]);

const sourceMemo = z.object({
  source,
  muted: z.boolean(),
  producer: z.enum(['opening', 'open', 'replacing', 'lost']),
  isAnnounced: z.boolean(),
});

/** A room's value as plain data, without its log and who waits: who comes back gets a snapshot (RS3), who waits knocks again. */
export const roomMemo = z.object({
  seq,
  lastTimerId: timerId,
  emptyTimerId: z.optional(timerId),
  policy: roomPolicy,
  chat: z.array(chatMessage),
  topology: topologyState,
  direct: z.object({ timerId: z.optional(timerId), failures: z.int().check(z.nonnegative()) }),
  peers: z.array(
    z.object({
      peerId,
      displayName: z.string(),
      connection: connectionMemo,
      mediaEpoch: z.int().check(z.positive()),
      canReceive: z.boolean(),
      role,
      isRoleGranted: z.boolean(),
      handRaised: z.optional(seq),
      said: z.array(z.object({ messageId, seq })),
      allowsDirect: z.boolean(),
      sources: z.array(sourceMemo),
    }),
  ),
});
export type RoomMemo = z.infer<typeof roomMemo>;

/** SHA-256 as base64url. */
const secretHash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** What the room's value does not know of a seat: the keys to it, and the transports its client has. */
export const seatMemo = z.object({
  peerId,
  secretHash,
  /** The key that was last used, while nobody knows whether the client has got the one that replaced it (RS4). */
  usedSecretHash: z.optional(secretHash),
  transports: z.optional(z.object({ send: transportId, recv: transportId })),
  /** What the token behind the seat allows, and until when, in Unix milliseconds. Absent where none was needed. */
  pass: z.optional(
    z.object({
      grants: z.object({ role, name: z.optional(displayName) }),
      endsAt: z.number(),
      lifeSeconds: z.int().check(z.positive()),
    }),
  ),
});
export type SeatMemo = z.infer<typeof seatMemo>;

/** What signaling has an sfu remember of a room, for the process that comes after it. */
export const memo = z.object({ version: z.literal(MEMO_VERSION), room: roomMemo, seats: z.array(seatMemo) });
export type Memo = z.infer<typeof memo>;
