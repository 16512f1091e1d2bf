import type { LoggedEvent, RoomPolicy, RoomSnapshot } from '@confab/protocol';
import { followRoster } from '../views/roster.ts';

/** What anyone who was told a snapshot makes of the event after it; throws when that one is missing or comes twice. */
export function follow(before: RoomSnapshot, event: LoggedEvent): RoomSnapshot {
  const { seq, peers, policy, chat, topology } = before;
  if (event.seq !== seq + 1) throw new Error(`told of event ${event.seq} after ${seq}`);
  return {
    seq: event.seq,
    peers: followRoster(peers, event),
    policy: followPolicy(policy, event),
    topology: event.name === 'topologyChanged' ? event.data : topology,
    chat: event.name === 'chatSent' ? [...chat, event.data.message] : chat,
  };
}

function followPolicy(policy: RoomPolicy, { name, data }: LoggedEvent): RoomPolicy {
  if (name === 'policyChanged') return data.policy;
  const { spotlight, ...rest } = policy;
  return name === 'peerLeft' && data.peerId === spotlight ? rest : policy;
}

/** The same room is the same text: a peer's sources have no order. */
export const describeSnapshot = ({ seq, peers, policy, chat, topology }: RoomSnapshot): string =>
  [
    `#${seq} ${topology.topology} ${topology.epoch} ${JSON.stringify([policy.locked, policy.waitingRoom, policy.spotlight])}`,
    ...peers.map(({ peerId, displayName, connected, role, handRaised, sources }) => {
      const sent = sources.map(({ source, muted }) => `${source} ${muted ? 'muted' : 'on'}`).sort();
      const seat = `${peerId} ${displayName} ${role} ${connected ? 'connected' : 'away'}`;
      return `${seat}, hand ${handRaised ?? 'down'}: ${sent.join(', ')}`;
    }),
    ...chat.map(({ peerId, messageId, text }) => `${peerId} ${messageId}: ${text}`),
  ].join('\n');
