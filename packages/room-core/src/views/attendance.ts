import type { LoggedEvent, PeerId, PeerState } from '@confab/protocol';

/** `to` is absent while it lasts. Both as `timeOf` tells the time. */
export type Span = { readonly from: number; readonly to?: number };

/** When somebody had a seat, and when somebody sat on it. Who comes again after leaving is somebody new. */
export type Attendance = {
  readonly peerId: PeerId;
  readonly displayName: string;
  readonly seated: Span;
  readonly connected: readonly Span[];
};

type From = { readonly timeOf: (event: LoggedEvent) => number; readonly before?: readonly PeerState[] };

/**
 * Who was there, when. `timeOf`: when an event happened. `before`: who was there when the events began, which counts
 * from the first of them.
 */
export function attendanceOf(events: readonly LoggedEvent[], { timeOf, before = [] }: From): readonly Attendance[] {
  const [first] = events;
  const people = new Map<PeerId, Attendance>();
  if (first) for (const peer of before) people.set(peer.peerId, begin(peer, timeOf(first)));
  for (const event of events) {
    const at = timeOf(event);
    if (event.name === 'peerJoined') {
      people.set(event.data.peer.peerId, begin(event.data.peer, at));
      continue;
    }
    if (event.name !== 'peerLeft' && event.name !== 'peerDisconnected' && event.name !== 'peerReconnected') continue;
    const known = people.get(event.data.peerId);
    if (known) people.set(known.peerId, follow(known, event.name, at));
  }
  return [...people.values()];
}

const begin = ({ peerId, displayName, connected }: PeerState, at: number): Attendance => ({
  peerId,
  displayName,
  seated: { from: at },
  connected: connected ? [{ from: at }] : [],
});

function follow(known: Attendance, name: 'peerLeft' | 'peerDisconnected' | 'peerReconnected', at: number): Attendance {
  switch (name) {
    case 'peerReconnected':
      return { ...known, connected: [...known.connected, { from: at }] };
    case 'peerDisconnected':
      return { ...known, connected: ended(known.connected, at) };
    case 'peerLeft':
      return { ...known, seated: { ...known.seated, to: at }, connected: ended(known.connected, at) };
  }
}

const ended = (spans: readonly Span[], at: number): readonly Span[] =>
  spans.map((span) => (span.to === undefined ? { ...span, to: at } : span));
