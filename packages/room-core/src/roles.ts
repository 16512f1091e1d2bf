import type { Grant, PeerId, Role } from '@confab/protocol';
import { mayDo } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState } from './RoomState.ts';
import { closeSource } from './sources.ts';
import { andThen, nothing, tell, withPeer } from './step.ts';
import { tellWaitingTo } from './waiting.ts';

/** Who may do what, and that a room has somebody who moderates it. */

export const hasHost = ({ peers }: RoomState): boolean => [...peers.values()].some(({ role }) => role === 'host');

/** Whether this peer is here and its role is enough for it. */
export function isAllowed(room: RoomState, peerId: PeerId, grant: Grant): boolean {
  const peer = room.peers.get(peerId);
  return peer !== undefined && mayDo(peer.role, grant);
}

export const isLastHost = (room: RoomState, peerId: PeerId): boolean =>
  [...room.peers.values()].every((peer) => (peer.role === 'host') === (peer.peerId === peerId));

export function setRole(room: RoomState, peerId: PeerId, role: Role): Step {
  const peer = room.peers.get(peerId);
  if (!peer || peer.role === role) return nothing(room);
  const told = tell(withPeer(room, { ...peer, role }), { name: 'roleChanged', data: { peerId, role } });
  // Nothing goes on being sent that could not be begun now.
  const silenced = mayDo(role, 'send') ? told : andThen(told, (next) => closeAll(next, peer));
  return andThen(silenced, (next) => tellWaitingTo(next, peerId));
}

/** When the last host is gone for good, the room makes one of those that no token has told what they are (RO3). */
export function withSuccessor(room: RoomState): Step {
  if (hasHost(room)) return nothing(room);
  const [successor] = [...room.peers.values()].filter(({ isRoleGranted }) => !isRoleGranted).sort(bySuitability);
  return successor ? setRole(room, successor.peerId, 'host') : nothing(room);
}

/** A stable sort: among equals whoever has been here longest. */
const bySuitability = (one: Peer, other: Peer): number => unsuitability(one) - unsuitability(other);
const unsuitability = ({ role, connection }: Peer): number =>
  (connection.state === 'connected' ? 0 : 2) + (role === 'viewer' ? 1 : 0);

const closeAll = (room: RoomState, { peerId, sources }: Peer): Step =>
  [...sources.keys()].reduce<Step>(
    (step, source) => andThen(step, (next) => closeSource(next, { peerId, source })),
    nothing(room),
  );
