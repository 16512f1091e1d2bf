import { EMPTY_ROOM_GRACE_MS, MAX_PEERS_PER_ROOM, RECONNECT_GRACE_MS } from '@confab/protocol';
import type { LeaveReason, PeerId } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState } from './RoomState.ts';
import { toPeerState } from './RoomState.ts';
import { openConsumersFor } from './media.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell, withPeer } from './step.ts';
import { onDirectTimerRang } from './topology.ts';

/** Who sits in the room, and for how long a seat is kept. */

export const isFull = (room: RoomState): boolean => room.peers.size >= MAX_PEERS_PER_ROOM;

export function onJoined(room: RoomState, { peerId, displayName }: InputOf<'joined'>): Step {
  if (room.peers.has(peerId)) return nothing(room);
  const peer: Peer = {
    peerId,
    displayName,
    connection: { state: 'connected' },
    mediaEpoch: 1,
    canReceive: false,
    allowsDirect: false,
    sources: new Map(),
  };
  // The one who joins learns of itself from the snapshot.
  return tell(
    { ...withPeer(room, peer), emptyTimerId: undefined },
    { name: 'peerJoined', data: { peer: toPeerState(peer) } },
    peerId,
  );
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
  return andThen(told, (next) => openConsumersFor(next, peerId));
}

export function onTimerRang(room: RoomState, { timer }: InputOf<'timerRang'>): Step {
  if (timer.type === 'emptyRoom') {
    return room.emptyTimerId === timer.timerId ? only(room, { type: 'endRoom' }) : nothing(room);
  }
  if (timer.type === 'direct') return onDirectTimerRang(room, timer.timerId);
  const connection = room.peers.get(timer.peerId)?.connection;
  // The peer came back, perhaps left again since: another timer counts now.
  if (connection?.state !== 'lingering' || connection.lingerId !== timer.timerId) return nothing(room);
  return removePeer(room, timer.peerId, 'timedOut');
}

function removePeer(room: RoomState, peerId: PeerId, reason: LeaveReason): Step {
  if (!room.peers.has(peerId)) return nothing(room);
  const peers = new Map(room.peers);
  peers.delete(peerId);
  const told = tell({ ...room, peers }, { name: 'peerLeft', data: { peerId, reason } });
  return andThen(told, (next) => {
    const closed = only(next, { type: 'closePeer', peerId });
    return next.peers.size > 0 ? closed : andThen(closed, startEmptyTimer);
  });
}

function startEmptyTimer(room: RoomState): Step {
  const timerId = room.lastTimerId + 1;
  return only(
    { ...room, lastTimerId: timerId, emptyTimerId: timerId },
    { type: 'startTimer', ms: EMPTY_ROOM_GRACE_MS, timer: { type: 'emptyRoom', timerId } },
  );
}
