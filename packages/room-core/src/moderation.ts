import type { ErrorCode, Moderation, ModerationMethod, PeerId, RoomPolicy } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { RoomState } from './RoomState.ts';
import { emptyRoom } from './RoomState.ts';
import { setHand } from './chat.ts';
import { isAllowed, isLastHost, setRole } from './roles.ts';
import { removePeer } from './seats.ts';
import { closeSource, setMuted } from './sources.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell } from './step.ts';
import { letIn, turnAllAway, turnAway } from './waiting.ts';

/** What hosts may do to others (MO). */

type ParamsOf<M extends ModerationMethod> = Extract<Moderation, { method: M }>['params'];
type Rules = { readonly [M in ModerationMethod]: (room: RoomState, by: PeerId, params: ParamsOf<M>) => Step };

const rules: Rules = {
  mutePeer: (room, byPeerId, { peerId, source }) => setMuted(room, { peerId, source, muted: true, byPeerId }),
  muteAll: (room, byPeerId) =>
    [...room.peers.keys()]
      .filter((peerId) => peerId !== byPeerId)
      .reduce<Step>(
        (step, peerId) =>
          andThen(step, (next) => setMuted(next, { peerId, source: 'microphone', muted: true, byPeerId })),
        nothing(room),
      ),
  askToUnmute: (room, byPeerId, { peerId }) => only(room, { type: 'askToUnmute', to: peerId, byPeerId }),
  stopSource: (room, byPeerId, { peerId, source }) => closeSource(room, { peerId, source, byPeerId }),
  lowerHand: (room, _, { peerId }) => setHand(room, peerId, false),
  removePeer: (room, _, { peerId }) => removePeer(room, peerId, 'removed'),
  setRole: (room, _, { peerId, role }) => setRole(room, peerId, role),
  setLocked: (room, _, { locked }) => setPolicy(room, { ...room.policy, locked }),
  setWaitingRoom: (room, _, { enabled }) =>
    andThen(setPolicy(room, { ...room.policy, waitingRoom: enabled }), (next) =>
      enabled ? nothing(next) : letIn(next, [...next.waiting.keys()]),
    ),
  setSpotlight: (room, _, { peerId }) => setPolicy(room, withSpotlight(room.policy, peerId)),
  admit: (room, _, { peerIds }) => letIn(room, peerIds),
  refuse: (room, _, { peerIds }) => turnAway(room, peerIds, 'refused'),
  endRoom: (room) => {
    const dismissed = [...room.peers.keys()].flatMap((peerId) => [
      { type: 'dismiss' as const, peerId, reason: 'roomEnded' as const },
      { type: 'closePeer' as const, peerId },
    ]);
    // Who is on the way in at this moment finds a room that knows nothing of the one before.
    const { seq, lastTimerId } = room;
    const topology = { ...emptyRoom.topology, epoch: room.topology.epoch };
    return andThen(turnAllAway({ ...room, peers: new Map() }, 'roomEnded'), () =>
      only({ ...emptyRoom, seq, lastTimerId, topology }, ...dismissed, { type: 'endRoom' }),
    );
  },
};

/** Why it may not be done; undefined when it may. */
export function refusalOf(room: RoomState, byPeerId: PeerId, { method, params }: Moderation): ErrorCode | undefined {
  if (!isAllowed(room, byPeerId, 'moderate')) return 'forbidden';
  const isAbsent = 'peerId' in params && params.peerId !== undefined && !room.peers.has(params.peerId);
  if (isAbsent) return 'notFound';
  const losesLastHost = method === 'setRole' && params.role !== 'host' && isLastHost(room, params.peerId);
  return losesLastHost ? 'invalidState' : undefined;
}

export function onModerated(room: RoomState, { byPeerId, moderation }: InputOf<'moderated'>): Step {
  // The host may have lost the role, and the peer the room, since it was asked.
  if (refusalOf(room, byPeerId, moderation)) return nothing(room);
  const rule = rules[moderation.method] as (room: RoomState, by: PeerId, params: Moderation['params']) => Step;
  return rule(room, byPeerId, moderation.params);
}

function setPolicy(room: RoomState, policy: RoomPolicy): Step {
  const { locked, waitingRoom, spotlight } = room.policy;
  const isSame = policy.locked === locked && policy.waitingRoom === waitingRoom && policy.spotlight === spotlight;
  return isSame ? nothing(room) : tell({ ...room, policy }, { name: 'policyChanged', data: { policy } });
}

function withSpotlight({ spotlight: _, ...policy }: RoomPolicy, peerId: PeerId | undefined): RoomPolicy {
  return peerId === undefined ? policy : { ...policy, spotlight: peerId };
}
