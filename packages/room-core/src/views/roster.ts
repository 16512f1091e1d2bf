import type { LoggedEvent, PeerId, PeerState } from '@confab/protocol';

/** Who is in the room after these events, in the order in which they came. `before`: who was when they began. */
export const rosterOf = (events: readonly LoggedEvent[], before: readonly PeerState[] = []): readonly PeerState[] =>
  events.reduce<readonly PeerState[]>(followRoster, before);

/** Who is in the room after this event; throws when it is about somebody who is not. */
export function followRoster(peers: readonly PeerState[], { seq, name, data }: LoggedEvent): PeerState[] {
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
      return [...peers];
  }
}

/** Whom an event is about must be known: an event about a stranger is a fault of the room. */
function change(peers: readonly PeerState[], of: PeerId, to: (peer: PeerState) => PeerState): PeerState[] {
  if (!peers.some(({ peerId }) => peerId === of)) throw new Error(`told of ${of}, who is not there`);
  return peers.map((peer) => (peer.peerId === of ? to(peer) : peer));
}

const toSource = ({ source, muted }: PeerState['sources'][number]) => ({ source, muted });
