import * as z from 'zod/mini';
import { chatMessage, messageId, reaction } from './chat.ts';
import { topologyState } from './direct.ts';
import { peerId } from './ids.ts';
import { source } from './media.ts';
import { role } from './roles.ts';
import { leaveReason, peerState, roomPolicy, seq } from './room.ts';

/** Facts that every peer of a room sees in the same order, each with its sequence number. */
export const roomEvents = {
  peerJoined: z.object({ peer: peerState }),
  peerLeft: z.object({ peerId, reason: leaveReason }),
  /** The peer's socket is gone, its seat is kept. */
  peerDisconnected: z.object({ peerId }),
  peerReconnected: z.object({ peerId }),
  sourceAdded: z.object({ peerId, source, muted: z.boolean() }),
  /** `byPeerId`: the host who did it, when it was not the peer itself. */
  sourceRemoved: z.object({ peerId, source, byPeerId: z.optional(peerId) }),
  muteChanged: z.object({ peerId, source, muted: z.boolean(), byPeerId: z.optional(peerId) }),
  roleChanged: z.object({ peerId, role }),
  handChanged: z.object({ peerId, raised: z.boolean() }),
  /** The whole of it, as it is from now on. */
  policyChanged: z.object({ policy: roomPolicy }),
  chatSent: z.object({ message: chatMessage }),
  reacted: z.object({ peerId, messageId, reaction }),
  topologyChanged: topologyState,
} as const satisfies Record<string, z.ZodMiniType>;

export type RoomEventName = keyof typeof roomEvents;
export type RoomEventData<N extends RoomEventName> = z.infer<(typeof roomEvents)[N]>;

/** One room event as it stands in the log: its name and data as in the notification. */
export type LoggedEvent = {
  [N in RoomEventName]: { readonly seq: number; readonly name: N; readonly data: RoomEventData<N> };
}[RoomEventName];

const eventEntry = <N extends RoomEventName>(name: N) =>
  z.object({ seq, name: z.literal(name), data: roomEvents[name] });

export const loggedEvent = z.discriminatedUnion('name', [
  eventEntry('peerJoined'),
  eventEntry('peerLeft'),
  eventEntry('peerDisconnected'),
  eventEntry('peerReconnected'),
  eventEntry('sourceAdded'),
  eventEntry('sourceRemoved'),
  eventEntry('muteChanged'),
  eventEntry('roleChanged'),
  eventEntry('handChanged'),
  eventEntry('policyChanged'),
  eventEntry('chatSent'),
  eventEntry('reacted'),
  eventEntry('topologyChanged'),
]);
