import type { PeerId, Source } from '@confab/protocol';
import { mayDo } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState, SourceEntry } from './RoomState.ts';
import { openConsumersOf } from './media.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell, withPeer } from './step.ts';

/** What peers send, and what the room holds of its mute state. */

export function onRequested(room: RoomState, { peerId, source, muted }: InputOf<'sourceRequested'>): Step {
  const peer = room.peers.get(peerId);
  // Made a viewer while the request was on its way.
  if (!peer || !mayDo(peer.role, 'send')) return nothing(room);
  const known = peer.sources.get(source);
  const entry: SourceEntry = known
    ? { ...known, producer: isForwarded(known) ? 'replacing' : 'opening' }
    : { muted, producer: 'opening', isAnnounced: false };
  const requested = withSource(room, peer, [source, entry]);
  // Of two opinions the muted one wins: opening a source again never unmutes it.
  return muted ? onMuteSet(requested, { type: 'muteSet', peerId, source, muted }) : nothing(requested);
}

export function onOpened(room: RoomState, { peerId, source, mediaEpoch, paused }: InputOf<'sourceOpened'>): Step {
  const peer = room.peers.get(peerId);
  const entry = peer?.sources.get(source);
  // The peer can leave or close the source while the sfu is still opening it.
  if (!peer || !entry) return only(room, { type: 'closeProducer', peerId, source });
  // Of transports that are gone; the peer is producing it again on the new ones.
  if (peer.mediaEpoch !== mediaEpoch) return nothing(room);

  const opened = withSource(room, peer, [source, { ...entry, producer: 'open', isAnnounced: true }]);
  const { muted } = entry;
  // Muted or unmuted while it was opening.
  const aligned =
    muted === paused ? nothing(opened) : only(opened, { type: 'setProducerPaused', peerId, source, paused: muted });
  const announced = entry.isAnnounced
    ? aligned
    : andThen(aligned, (next) => tell(next, { name: 'sourceAdded', data: { peerId, source, muted } }));
  return andThen(announced, (next) => openConsumersOf(next, peerId, source));
}

export function onFailed(room: RoomState, { peerId, source, mediaEpoch }: InputOf<'sourceFailed'>): Step {
  const peer = room.peers.get(peerId);
  const producer = peer?.sources.get(source)?.producer;
  if (peer?.mediaEpoch !== mediaEpoch || (producer !== 'opening' && producer !== 'replacing')) return nothing(room);
  return closeSource(room, { peerId, source });
}

export const onClosed = (room: RoomState, { peerId, source }: InputOf<'sourceClosed'>): Step =>
  closeSource(room, { peerId, source });

export const onMuteSet = (room: RoomState, { peerId, source, muted }: InputOf<'muteSet'>): Step =>
  setMuted(room, { peerId, source, muted });

type MuteChange = {
  readonly peerId: PeerId;
  readonly source: Source;
  readonly muted: boolean;
  /** The host who did it, when it was not the peer itself. */
  readonly byPeerId?: PeerId;
};

export function setMuted(room: RoomState, { peerId, source, muted, byPeerId }: MuteChange): Step {
  const peer = room.peers.get(peerId);
  const entry = peer?.sources.get(source);
  if (!peer || !entry || entry.muted === muted) return nothing(room);
  const next = withSource(room, peer, [source, { ...entry, muted }]);
  const paused: Step = isForwarded(entry)
    ? only(next, { type: 'setProducerPaused', peerId, source, paused: muted })
    : nothing(next);
  if (!entry.isAnnounced) return paused;
  const data = { peerId, source, muted, ...(byPeerId && { byPeerId }) };
  return andThen(paused, (after) => tell(after, { name: 'muteChanged', data }));
}

/** Whether the sfu has a producer of it, were it one that is about to be replaced. */
const isForwarded = ({ producer }: SourceEntry): boolean => producer === 'open' || producer === 'replacing';

function withSource(room: RoomState, peer: Peer, entry: readonly [Source, SourceEntry]): RoomState {
  return withPeer(room, { ...peer, sources: new Map(peer.sources).set(...entry) });
}

type Closing = { readonly peerId: PeerId; readonly source: Source; readonly byPeerId?: PeerId };

/** Nothing may be left in the sfu either: what the room no longer knows of, nobody could mute. */
export function closeSource(room: RoomState, { peerId, source, byPeerId }: Closing): Step {
  const peer = room.peers.get(peerId);
  const entry = peer?.sources.get(source);
  if (!peer || !entry) return nothing(room);
  const sources = new Map(peer.sources);
  sources.delete(source);
  const closed = only(withPeer(room, { ...peer, sources }), { type: 'closeProducer', peerId, source });
  if (!entry.isAnnounced) return closed;
  const data = { peerId, source, ...(byPeerId && { byPeerId }) };
  return andThen(closed, (next) => tell(next, { name: 'sourceRemoved', data }));
}
