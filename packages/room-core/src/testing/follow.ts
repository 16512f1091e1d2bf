import type { LoggedEvent, PeerId, PeerState, RoomPolicy, RoomSnapshot } from '@confab/protocol';

/** What anyone who was told a snapshot makes of the event after it; throws when that one is missing or comes twice. */
export function follow(before: RoomSnapshot, event: LoggedEvent): RoomSnapshot {
  const { seq, peers, policy, chat, topology } = before;
  if (event.seq !== seq + 1) throw new Error(`told of event ${event.seq} after ${seq}`);
  return {
    seq: event.seq,
    peers: followPeers(peers, event),
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

function followPeers(peers: PeerState[], { seq, name, data }: LoggedEvent): PeerState[] {
  switch (name) {
    case 'topologyChanged':
      return [...peers];
    case 'peerJoined':
      return [...peers, data.peer];
    case 'peerLeft':
      return peers.filter(({ peerId }) => peerId !== data.peerId);
    case 'peerDisconnected':
      return change(peers, data.peerId, (peer) => ({ ...peer, connected: false }));
    case 'peerReconnected':
      return change(peers, data.peerId, (peer) => ({ ...peer, connected: true }));
    case 'sourceAdded':
      return change(peers, data.peerId, (peer) => ({ ...peer, sources: [...peer.sources, toSource(data)] }));
    case 'sourceRemoved':
      return change(peers, data.peerId, (peer) => ({
        ...peer,
        sources: peer.sources.filter(({ source }) => source !== data.source),
      }));
    case 'muteChanged':
      return change(peers, data.peerId, (peer) => ({
        ...peer,
        sources: peer.sources.map((entry) => (entry.source === data.source ? toSource(data) : entry)),
      }));
    case 'roleChanged':
      return change(peers, data.peerId, (peer) => ({ ...peer, role: data.role }));
    case 'handChanged':
      return change(peers, data.peerId, ({ handRaised: _, ...peer }) =>
        data.raised ? { ...peer, handRaised: seq } : peer,
      );
    case 'reacted':
      return change(peers, data.peerId, (peer) => peer);
    case 'policyChanged':
    case 'chatSent':
      return peers;
  }
}

/** Whom an event is about must be known: an event about a stranger is a fault of the room. */
function change(peers: readonly PeerState[], of: PeerId, to: (peer: PeerState) => PeerState): PeerState[] {
  if (!peers.some(({ peerId }) => peerId === of)) throw new Error(`told of ${of}, who is not there`);
  return peers.map((peer) => (peer.peerId === of ? to(peer) : peer));
}

const toSource = ({ source, muted }: PeerState['sources'][number]) => ({ source, muted });

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
