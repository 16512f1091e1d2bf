import type { Admission, EndReason, PeerId, Role } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM, MAX_WAITING_PER_ROOM, mayDo } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { RoomState, Visitor } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { andThen, connectedPeers, nothing, only } from './step.ts';

/** Who may come in, who waits, and who is told of it. */

/** What becomes of somebody new now. `role`: what a token grants. */
export function admissionOf({ peers, waiting, policy }: RoomState, role: Role | undefined): Admission {
  if (peers.size >= MAX_PEERS_PER_ROOM) return 'full';
  // Nobody inside could open the door, and a host needs nobody to.
  if (peers.size === 0 || role === 'host') return 'enter';
  if (policy.locked) return 'locked';
  if (!policy.waitingRoom) return 'enter';
  return waiting.size < MAX_WAITING_PER_ROOM ? 'wait' : 'full';
}

export function onKnocked(room: RoomState, { peerId, displayName, role }: InputOf<'knocked'>): Step {
  const visitor: Visitor = { peerId, displayName, role };
  switch (admissionOf(room, role)) {
    case 'enter':
      return only(room, { type: 'letIn', visitor });
    case 'wait':
      return tellWaiting({ ...room, waiting: new Map(room.waiting).set(peerId, visitor) });
    case 'locked':
    case 'full':
      return only(room, { type: 'turnAway', peerId, reason: 'refused' });
  }
}

export function onWaitEnded(room: RoomState, { peerId }: InputOf<'waitEnded'>): Step {
  return room.waiting.has(peerId) ? tellWaiting(withoutVisitors(room, [peerId])) : nothing(room);
}

/** Those of them who still wait come in. */
export function letIn(room: RoomState, peerIds: readonly PeerId[]): Step {
  const visitors = peerIds.flatMap((peerId) => room.waiting.get(peerId) ?? []);
  const effects = visitors.map((visitor) => ({ type: 'letIn' as const, visitor }));
  return andThen(only(withoutVisitors(room, peerIds), ...effects), (next) => tellWaitingIf(next, visitors.length > 0));
}

export function turnAway(room: RoomState, peerIds: readonly PeerId[], reason: EndReason): Step {
  const known = peerIds.filter((peerId) => room.waiting.has(peerId));
  const effects = known.map((peerId) => ({ type: 'turnAway' as const, peerId, reason }));
  return andThen(only(withoutVisitors(room, known), ...effects), (next) => tellWaitingIf(next, known.length > 0));
}

export const turnAllAway = (room: RoomState, reason: EndReason): Step =>
  turnAway(room, [...room.waiting.keys()], reason);

/** What somebody needs to know who can be asked from now on: a host who came, came back or was made one. */
export function tellWaitingTo(room: RoomState, peerId: PeerId): Step {
  const isHost = hosts(room).includes(peerId);
  return isHost && room.waiting.size > 0 ? only(room, toldTo(room, [peerId])) : nothing(room);
}

const tellWaiting = (room: RoomState): Step => only(room, toldTo(room, hosts(room)));
const tellWaitingIf = (room: RoomState, hasChanged: boolean): Step =>
  hasChanged && room.peers.size > 0 ? tellWaiting(room) : nothing(room);
const toldTo = (room: RoomState, to: readonly PeerId[]) =>
  ({ type: 'tellWaiting', to, waiting: [...room.waiting.values()] }) as const;

function withoutVisitors(room: RoomState, peerIds: readonly PeerId[]): RoomState {
  const waiting = new Map(room.waiting);
  for (const peerId of peerIds) waiting.delete(peerId);
  return { ...room, waiting };
}

const hosts = (room: RoomState): readonly PeerId[] =>
  connectedPeers(room).filter((peerId) => mayDo(room.peers.get(peerId)?.role ?? 'viewer', 'moderate'));
