import type { LoggedEvent, PeerId, PeerState, RoomSnapshot } from '@confab/protocol';

/** What anyone who was told a snapshot makes of the event after it; throws when that one is missing or comes twice. */
export function follow({ seq, peers, topology }: RoomSnapshot, event: LoggedEvent): RoomSnapshot {
  if (event.seq !== seq + 1) throw new Error(`told of event ${event.seq} after ${seq}`);
  const changed = event.name === 'topologyChanged' ? event.data : topology;
  return { seq: event.seq, peers: followPeers(peers, event), topology: changed };
}

function followPeers(peers: readonly PeerState[], { name, data }: LoggedEvent): PeerState[] {
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
  }
}

/** Whom an event is about must be known: an event about a stranger is a fault of the room. */
function change(peers: readonly PeerState[], of: PeerId, to: (peer: PeerState) => PeerState): PeerState[] {
  if (!peers.some(({ peerId }) => peerId === of)) throw new Error(`told of ${of}, who is not there`);
  return peers.map((peer) => (peer.peerId === of ? to(peer) : peer));
}

const toSource = ({ source, muted }: PeerState['sources'][number]) => ({ source, muted });

/** The same room is the same text: a peer's sources have no order. */
export const describeSnapshot = ({ seq, peers, topology }: RoomSnapshot): string =>
  [
    `#${seq} ${topology.topology} ${topology.epoch}`,
    ...peers.map(({ peerId, displayName, connected, sources }) => {
      const sent = sources.map(({ source, muted }) => `${source} ${muted ? 'muted' : 'on'}`).sort();
      return `${peerId} ${displayName} ${connected ? 'connected' : 'away'}: ${sent.join(', ')}`;
    }),
  ].join('\n');
