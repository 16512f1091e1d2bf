import { EMPTY_ROOM_GRACE_MS, MAX_PEERS_PER_ROOM, RECONNECT_GRACE_MS } from '@confab/protocol';
import type { LeaveReason, PeerId } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState } from './RoomState.ts';
import { toPeerState } from './RoomState.ts';
import { openConsumersFor } from './media.ts';
import { hasHost, withSuccessor } from './roles.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell, withPeer } from './step.ts';
import { tellWaitingTo, turnAllAway } from './waiting.ts';
import { onDirectTimerRang } from './topology.ts';

/** Who sits in the room, and for how long a seat is kept. */

export const isFull = (room: RoomState): boolean => room.peers.size >= MAX_PEERS_PER_ROOM;

export function onJoined(room: RoomState, { peerId, displayName, role }: InputOf<'joined'>): Step {
  if (room.peers.has(peerId)) return nothing(room);
  const peer: Peer = {
    peerId,
    displayName,
    connection: { state: 'connected' },
    mediaEpoch: 1,
    canReceive: false,
    // The first one of an open room is its host (RO2).
    role: role ?? (hasHost(room) ? 'speaker' : 'host'),
    isRoleGranted: role !== undefined,
    handRaised: undefined,
    said: [],
    allowsDirect: false,
    sources: new Map(),
  };
  // The one who joins learns of itself from the snapshot.
  const told = tell(
    { ...withPeer(room, peer), emptyTimerId: undefined },
    { name: 'peerJoined', data: { peer: toPeerState(peer) } },
    peerId,
  );
  return andThen(told, (next) => tellWaitingTo(next, peerId));
}

export const onLeft = (room: RoomState, { peerId }: InputOf<'left'>): Step => removePeer(room, peerId, 'left');

export function onSessionLost(room: RoomState, { peerId }: InputOf<'sessionLost'>): Step {
  const peer = room.peers.get(peerId);
  if (peer?.connection.state !== 'connected') return nothing(room);
  const timerId = room.lastTimerId + 1;
  const lingering = withPeer(
    { ...room, lastTimerId: timerId },
    { ...peer, connection: { state: 'lingering', lingerId: timerId } },
  );
  return andThen(tell(lingering, { name: 'peerDisconnected', data: { peerId } }), (next) =>
    only(next, { type: 'startTimer', ms: RECONNECT_GRACE_MS, timer: { type: 'seat', timerId, peerId } }),
  );
}

export function onSessionResumed(room: RoomState, { peerId }: InputOf<'sessionResumed'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer) return nothing(room);
  const wasLingering = peer.connection.state === 'lingering';
  const resumed = withPeer(room, { ...peer, connection: { state: 'connected' } });
  const told = wasLingering ? tell(resumed, { name: 'peerReconnected', data: { peerId } }, peerId) : nothing(resumed);
  // Offers sent to the old socket may be lost; offering again what is known already does no harm.
  const offered = andThen(told, (next) => openConsumersFor(next, peerId));
  return andThen(offered, (next) => tellWaitingTo(next, peerId));
}

export function onTimerRang(room: RoomState, { timer }: InputOf<'timerRang'>): Step {
  if (timer.type === 'emptyRoom') {
    if (room.emptyTimerId !== timer.timerId) return nothing(room);
    return andThen(turnAllAway(room, 'roomEnded'), (next) => only(next, { type: 'endRoom' }));
  }
  if (timer.type === 'direct') return onDirectTimerRang(room, timer.timerId);
  const connection = room.peers.get(timer.peerId)?.connection;
  // The peer came back, perhaps left again since: another timer counts now.
  if (connection?.state !== 'lingering' || connection.lingerId !== timer.timerId) return nothing(room);
  return removePeer(room, timer.peerId, 'timedOut');
}

export function removePeer(room: RoomState, peerId: PeerId, reason: LeaveReason): Step {
  if (!room.peers.has(peerId)) return nothing(room);
  const dismissed = reason === 'removed' ? only(room, { type: 'dismiss', peerId, reason }) : nothing(room);
  const told = andThen(dismissed, (next) =>
    tell(withoutPeer(next, peerId), { name: 'peerLeft', data: { peerId, reason } }),
  );
  const closed = andThen(told, (next) => only(next, { type: 'closePeer', peerId }));
  return andThen(closed, (next) => (next.peers.size > 0 ? withSuccessor(next) : startEmptyTimer(next)));
}

function withoutPeer(room: RoomState, peerId: PeerId): RoomState {
  const peers = new Map(room.peers);
  peers.delete(peerId);
  const { spotlight, ...policy } = room.policy;
  return { ...room, peers, ...(spotlight === peerId && { policy }) };
}

function startEmptyTimer(room: RoomState): Step {
  const timerId = room.lastTimerId + 1;
  return only(
    { ...room, lastTimerId: timerId, emptyTimerId: timerId },
    { type: 'startTimer', ms: EMPTY_ROOM_GRACE_MS, timer: { type: 'emptyRoom', timerId } },
  );
}
