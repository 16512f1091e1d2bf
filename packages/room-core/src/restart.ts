import type { PeerId, Source } from '@confab/protocol';
import { RECONNECT_GRACE_MS } from '@confab/protocol';
import type { RoomEffect, Step } from './RoomEffect.ts';
import type { HeldPeer } from './RoomInput.ts';
import type { Peer, RoomState, SourceEntry } from './RoomState.ts';
import type { InputOf } from './step.ts';

/** How a room goes on under a new signaling process (RS). */

/** More events than a process tells between two memos. */
const SEQ_LEAP = 1_000_000;

/**
 * The memo may be older than what peers were told last, and the sfu may have carried out what the memo does not know of:
 * all that the two do not agree on ends muted or closed, and whoever comes back makes it anew.
 */
export function onRestarted(_: RoomState, { room, held }: InputOf<'restarted'>): Step {
  const peers = new Map<PeerId, Peer>();
  const effects: RoomEffect[] = [];
  let { lastTimerId } = room;
  for (const [peerId, peer] of room.peers) {
    const timerId = ++lastTimerId;
    const lingering: Peer = { ...peer, connection: { state: 'lingering', lingerId: timerId } };
    const media = held.get(peerId);
    const matched = media ? matchSources(lingering, media) : { peer: withoutMedia(lingering), effects: [] };
    peers.set(peerId, matched.peer);
    effects.push(...matched.effects, {
      type: 'startTimer',
      ms: RECONNECT_GRACE_MS,
      timer: { type: 'seat', timerId, peerId },
    });
  }
  for (const peerId of held.keys()) if (!peers.has(peerId)) effects.push({ type: 'closePeer', peerId });
  // Numbers that nobody was told, and no log: whatever number a peer comes back with, it gets a snapshot.
  const timers = { lastTimerId, emptyTimerId: undefined, direct: { ...room.direct, timerId: undefined } };
  const restored = { ...room, ...timers, seq: room.seq + SEQ_LEAP, log: [], peers };
  return { room: restored, effects };
}

type Matched = { readonly peer: Peer; readonly effects: readonly RoomEffect[] };

function matchSources(peer: Peer, held: HeldPeer): Matched {
  const { peerId } = peer;
  const sources = new Map<Source, SourceEntry>();
  const effects: RoomEffect[] = [];
  for (const [source, entry] of peer.sources) {
    if (!entry.isAnnounced) continue;
    const paused = held.get(source);
    if (paused !== undefined) {
      const muted = entry.muted || paused;
      sources.set(source, { ...entry, muted, producer: 'open' });
      if (!paused && muted) effects.push({ type: 'setProducerPaused', peerId, source, paused: true });
      // It was closed while nobody could tell: the peer produces it again when it does not find it in the room.
    } else if (entry.producer === 'lost' || entry.producer === 'opening')
      sources.set(source, { ...entry, producer: 'lost' });
  }
  for (const source of held.keys()) if (!sources.has(source)) effects.push({ type: 'closeProducer', peerId, source });
  return { peer: { ...peer, sources }, effects };
}

/** Its transports are gone, or are others than its client knows: it gets new ones when it is back. */
const withoutMedia = (peer: Peer): Peer => ({
  ...peer,
  mediaEpoch: peer.mediaEpoch + 1,
  canReceive: false,
  sources: new Map(
    [...peer.sources]
      .filter(([, { isAnnounced }]) => isAnnounced)
      .map(([source, entry]) => [source, { ...entry, producer: 'lost' }]),
  ),
});
