import type { LeaveReason, LoggedEvent, PeerId, PeerState, Role } from '@confab/protocol';

/** One thing that people would tell of a call, with the names of that moment. */
export type HistoryEntry = { readonly seq: number; readonly who: string } & (
  | { readonly what: 'joined' | 'wasLost' | 'cameBack' }
  | { readonly what: 'left'; readonly reason: LeaveReason }
  | { readonly what: 'roleChanged'; readonly role: Role }
  | { readonly what: 'muted' | 'stopped'; readonly by: string }
);

/**
 * Who came, went and was moderated, oldest first. What was said is the chat's, what everyone did to themselves nobody's
 * business later. `before`: who was there when the events began.
 */
export function historyOf(events: readonly LoggedEvent[], before: readonly PeerState[] = []): readonly HistoryEntry[] {
  const names = new Map(before.map(({ peerId, displayName }) => [peerId, displayName]));
  const nameOf = (peerId: PeerId) => names.get(peerId) ?? '';
  return events.flatMap((event) => {
    if (event.name === 'peerJoined') names.set(event.data.peer.peerId, event.data.peer.displayName);
    return toEntry(event, nameOf) ?? [];
  });
}

function toEntry({ seq, name, data }: LoggedEvent, nameOf: (peerId: PeerId) => string): HistoryEntry | undefined {
  switch (name) {
    case 'peerJoined':
      return { seq, who: data.peer.displayName, what: 'joined' };
    case 'peerLeft':
      return { seq, who: nameOf(data.peerId), what: 'left', reason: data.reason };
    case 'peerDisconnected':
      return { seq, who: nameOf(data.peerId), what: 'wasLost' };
    case 'peerReconnected':
      return { seq, who: nameOf(data.peerId), what: 'cameBack' };
    case 'roleChanged':
      return { seq, who: nameOf(data.peerId), what: 'roleChanged', role: data.role };
    case 'muteChanged':
    case 'sourceRemoved': {
      if (data.byPeerId === undefined) return undefined;
      const what = name === 'sourceRemoved' ? 'stopped' : 'muted';
      return { seq, who: nameOf(data.peerId), what, by: nameOf(data.byPeerId) };
    }
    default:
      return undefined;
  }
}
