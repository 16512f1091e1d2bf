import * as z from 'zod/mini';
import { topologyState } from './direct.ts';
import { peerId } from './ids.ts';
import { source } from './media.ts';
import { leaveReason, peerState, seq } from './room.ts';

/** Facts that every peer of a room sees in the same order, each with its sequence number. */
export const roomEvents = {
  peerJoined: z.object({ peer: peerState }),
  peerLeft: z.object({ peerId, reason: leaveReason }),
  /** The peer's socket is gone, its seat is kept. */
  peerDisconnected: z.object({ peerId }),
  peerReconnected: z.object({ peerId }),
  sourceAdded: z.object({ peerId, source, muted: z.boolean() }),
  sourceRemoved: z.object({ peerId, source }),
  muteChanged: z.object({ peerId, source, muted: z.boolean() }),
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
  eventEntry('topologyChanged'),
]);
