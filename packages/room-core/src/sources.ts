import type { PeerId, Source } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState, SourceEntry } from './RoomState.ts';
import { openConsumersOf } from './media.ts';
import type { InputOf } from './step.ts';
import { andThen, nothing, only, tell, withPeer } from './step.ts';

/** What peers send, and what the room holds of its mute state. */

export function onRequested(room: RoomState, { peerId, source, muted }: InputOf<'sourceRequested'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer) return nothing(room);
  const known = peer.sources.get(source);
  const entry: SourceEntry = {
    // Of two opinions the muted one wins: opening a source again never unmutes it.
    muted: muted || (known?.muted ?? false),
    producer: 'opening',
    isAnnounced: known?.isAnnounced ?? false,
  };
  const next = withSource(room, peer, source, entry);
  return known?.isAnnounced && known.muted !== entry.muted ? tellMute(next, peerId, source, entry.muted) : nothing(next);
}

export function onOpened(room: RoomState, { peerId, source, mediaEpoch, paused }: InputOf<'sourceOpened'>): Step {
  const peer = room.peers.get(peerId);
  const entry = peer?.sources.get(source);
  // The peer can leave or close the source while the sfu is still opening it.
  if (!peer || !entry) return only(room, { type: 'closeProducer', peerId, source });
  // Of transports that are gone; the peer is producing it again on the new ones.
  if (peer.mediaEpoch !== mediaEpoch) return nothing(room);

  const opened = withSource(room, peer, source, { ...entry, producer: 'open', isAnnounced: true });
  const { muted } = entry;
  // Muted or unmuted while it was opening.
  const aligned = muted === paused ? nothing(opened) : only(opened, { type: 'setProducerPaused', peerId, source, paused: muted });
  const announced = entry.isAnnounced
    ? aligned
    : andThen(aligned, (next) => tell(next, { name: 'sourceAdded', data: { peerId, source, muted } }));
  return andThen(announced, (next) => openConsumersOf(next, peerId, source));
}

export function onFailed(room: RoomState, { peerId, source, mediaEpoch }: InputOf<'sourceFailed'>): Step {
  const peer = room.peers.get(peerId);
  if (peer?.mediaEpoch !== mediaEpoch || peer.sources.get(source)?.producer !== 'opening') return nothing(room);
  return removeSource(room, peer, source);
}

export function onClosed(room: RoomState, { peerId, source }: InputOf<'sourceClosed'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer?.sources.has(source)) return nothing(room);
  return andThen(removeSource(room, peer, source), (next) => only(next, { type: 'closeProducer', peerId, source }));
}

export function onMuteSet(room: RoomState, { peerId, source, muted }: InputOf<'muteSet'>): Step {
  const peer = room.peers.get(peerId);
  const entry = peer?.sources.get(source);
  if (!peer || !entry || entry.muted === muted) return nothing(room);
  const next = withSource(room, peer, source, { ...entry, muted });
  const paused: Step =
    entry.producer === 'open' ? only(next, { type: 'setProducerPaused', peerId, source, paused: muted }) : nothing(next);
  return entry.isAnnounced ? andThen(paused, (after) => tellMute(after, peerId, source, muted)) : paused;
}

function withSource(room: RoomState, peer: Peer, source: Source, entry: SourceEntry): RoomState {
  return withPeer(room, { ...peer, sources: new Map(peer.sources).set(source, entry) });
}

function removeSource(room: RoomState, peer: Peer, source: Source): Step {
  const { peerId } = peer;
  const wasAnnounced = peer.sources.get(source)?.isAnnounced;
  const sources = new Map(peer.sources);
  sources.delete(source);
  const next = withPeer(room, { ...peer, sources });
  return wasAnnounced ? tell(next, { name: 'sourceRemoved', data: { peerId, source } }) : nothing(next);
}

const tellMute = (room: RoomState, peerId: PeerId, source: Source, muted: boolean): Step =>
  tell(room, { name: 'muteChanged', data: { peerId, source, muted } });
