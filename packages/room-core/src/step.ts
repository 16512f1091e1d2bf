import type { LoggedEvent, PeerId } from '@confab/protocol';
import { EVENT_LOG_LENGTH } from '@confab/protocol';
import type { RoomEffect, Step } from './RoomEffect.ts';
import type { RoomInput } from './RoomInput.ts';
import type { Peer, RoomState } from './RoomState.ts';

/** Shorthands that the rules are written with. */

export type InputOf<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>;

export const nothing = (room: RoomState): Step => ({ room, effects: [] });
export const only = (room: RoomState, ...effects: RoomEffect[]): Step => ({ room, effects });

/** The step, followed by another one on the room it left. */
export function andThen(first: Step, next: (room: RoomState) => Step): Step {
  const second = next(first.room);
  return { room: second.room, effects: [...first.effects, ...second.effects] };
}

export function withPeer(room: RoomState, peer: Peer): RoomState {
  return { ...room, peers: new Map(room.peers).set(peer.peerId, peer) };
}

export const connectedPeers = (room: RoomState, except?: PeerId): readonly PeerId[] =>
  [...room.peers.values()]
    .filter(({ peerId, connection }) => connection.state === 'connected' && peerId !== except)
    .map(({ peerId }) => peerId);

type WithoutSeq<E> = E extends LoggedEvent ? Omit<E, 'seq'> : never;

/** Numbers an event, logs it and tells everyone who is connected, but for `except`, who learns of it otherwise. */
export function tell(room: RoomState, event: WithoutSeq<LoggedEvent>, except?: PeerId): Step {
  const seq = room.seq + 1;
  const logged: LoggedEvent = { seq, ...event };
  const log = [...room.log, logged].slice(-EVENT_LOG_LENGTH);
  return only({ ...room, seq, log }, { type: 'broadcast', to: connectedPeers(room, except), event: logged });
}
