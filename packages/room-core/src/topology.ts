import type { PeerId } from '@confab/protocol';
import {
  DIRECT_AFTER_FAILURE_MS,
  DIRECT_AFTER_MS,
  DIRECT_AGAIN_AFTER_MS,
  MAX_DIRECT_FAILURES,
  type TopologyState,
} from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { RoomState } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell, withPeer } from './step.ts';

/** Whether two talk directly (TO), and what they say to each other about it (SI). */

export function onDirectAllowed(room: RoomState, { peerId, allowed }: InputOf<'directAllowed'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer || peer.allowsDirect === allowed) return nothing(room);
  return nothing(withPeer(room, { ...peer, allowsDirect: allowed }));
}

export function onDirectFailed(room: RoomState, { peerId, epoch }: InputOf<'directFailed'>): Step {
  // The other one may have said the same of this path, and it is another one by now.
  if (!room.peers.has(peerId) || !isCurrentPath(room, epoch)) return nothing(room);
  const failures = room.direct.failures + 1;
  return changeTopology({ ...room, direct: { timerId: undefined, failures } }, 'sfu');
}

export function onDirectTimerRang(room: RoomState, timerId: number): Step {
  // They were not left alone: another timer counts now, or none.
  if (room.direct.timerId !== timerId) return nothing(room);
  return changeTopology({ ...room, direct: { ...room.direct, timerId: undefined } }, 'p2p');
}

export function onSignalSent(room: RoomState, { peerId, to, epoch, signal }: InputOf<'signalSent'>): Step {
  if (judgeSignal(room, { from: peerId, to, epoch }) !== 'relay') return nothing(room);
  return only(room, { type: 'relaySignal', to, from: peerId, epoch, signal });
}

export type SignalVerdict = 'relay' | 'notFound' | 'late' | 'away';

/** What becomes of a signal. */
export function judgeSignal(
  room: RoomState,
  { from, to, epoch }: { readonly from: PeerId; readonly to: PeerId; readonly epoch: number },
): SignalVerdict {
  const addressee = room.peers.get(to);
  if (!addressee || !room.peers.has(from) || from === to) return 'notFound';
  if (!isCurrentPath(room, epoch)) return 'late';
  return addressee.connection.state === 'connected' ? 'relay' : 'away';
}

/** After whatever has happened: are these still two who may talk directly, or again? */
export function reconsiderTopology(room: RoomState): Step {
  const { topology, direct } = room;
  if (!isPair(room)) {
    const reset = isUntouched(direct) ? room : { ...room, direct: { timerId: undefined, failures: 0 } };
    return topology.topology === 'p2p' ? changeTopology(reset, 'sfu') : nothing(reset);
  }
  // A path outlives the sockets of the two, yet cannot be found without them.
  if (topology.topology === 'p2p') return nothing(room);
  if (!areConnected(room)) {
    return direct.timerId === undefined ? nothing(room) : nothing(withTimer(room, undefined));
  }
  if (direct.timerId !== undefined || direct.failures >= MAX_DIRECT_FAILURES) return nothing(room);
  const timerId = room.lastTimerId + 1;
  return only(withTimer({ ...room, lastTimerId: timerId }, timerId), {
    type: 'startTimer',
    ms: directAfterMs(room),
    timer: { type: 'direct', timerId },
  });
}

function changeTopology(room: RoomState, topology: TopologyState['topology']): Step {
  const next = { topology, epoch: room.topology.epoch + 1 };
  return andThen(nothing({ ...room, topology: next }), (changed) =>
    tell(changed, { name: 'topologyChanged', data: next }),
  );
}

function directAfterMs({ topology, direct }: RoomState): number {
  if (direct.failures > 0) return DIRECT_AFTER_FAILURE_MS * 2 ** (direct.failures - 1);
  return topology.epoch === 0 ? DIRECT_AFTER_MS : DIRECT_AGAIN_AFTER_MS;
}

const withTimer = (room: RoomState, timerId: number | undefined): RoomState => ({
  ...room,
  direct: { ...room.direct, timerId },
});

const isUntouched = ({ timerId, failures }: RoomState['direct']): boolean => timerId === undefined && failures === 0;

const isCurrentPath = ({ topology }: RoomState, epoch: number): boolean =>
  topology.topology === 'p2p' && topology.epoch === epoch;

const isPair = ({ peers }: RoomState): boolean =>
  peers.size === 2 && [...peers.values()].every(({ allowsDirect }) => allowsDirect);

const areConnected = ({ peers }: RoomState): boolean =>
  [...peers.values()].every(({ connection }) => connection.state === 'connected');
