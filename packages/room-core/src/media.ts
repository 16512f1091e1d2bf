import type { PeerId, Source } from '@confab/protocol';
import type { Step } from './RoomEffect.ts';
import type { Peer, RoomState, StreamRef } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { connectedPeers, nothing, only, withPeer } from './step.ts';

/** Who receives what. */

export function onMediaReset(room: RoomState, { peerId }: InputOf<'mediaReset'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer) return only(room, { type: 'closePeer', peerId });
  // The sources stay in the room, mute state and all: the peer will produce them again.
  const sources = new Map(
    [...peer.sources]
      .filter(([, { isAnnounced }]) => isAnnounced)
      .map(([source, entry]) => [source, { ...entry, producer: 'lost' as const }]),
  );
  return nothing(withPeer(room, { ...peer, mediaEpoch: peer.mediaEpoch + 1, canReceive: false, sources }));
}

export function onReceivingStarted(room: RoomState, { peerId, mediaEpoch }: InputOf<'receivingStarted'>): Step {
  const peer = room.peers.get(peerId);
  // The transports can be lost while the sfu is being told: the peer will say it again of the new ones.
  if (peer?.mediaEpoch !== mediaEpoch) return nothing(room);
  return openConsumersFor(withPeer(room, { ...peer, canReceive: true }), peerId);
}

export function onConsumersOpened(
  room: RoomState,
  { peerId, mediaEpoch, consumers }: InputOf<'consumersOpened'>,
): Step {
  const peer = room.peers.get(peerId);
  // Transports of an older epoch are closed, and these consumers with them. Who lingers is offered them on resume.
  if (peer?.mediaEpoch !== mediaEpoch || peer.connection.state !== 'connected') return nothing(room);
  const current = consumers.filter((consumer) => isOpen(room.peers.get(consumer.peerId), consumer.source));
  if (current.length === 0) return nothing(room);
  return only(room, { type: 'offerConsumers', to: peerId, mediaEpoch, consumers: current });
}

export function onSpeakersHeard(room: RoomState, { speakers }: InputOf<'speakersHeard'>): Step {
  // A level measured just before a mute took hold must not light the tile of someone who is muted.
  const audible = speakers.filter(({ peerId }) => {
    const microphone = room.peers.get(peerId)?.sources.get('microphone');
    return microphone?.isAnnounced && !microphone.muted;
  });
  return only(room, { type: 'tellSpeakers', to: connectedPeers(room), speakers: audible });
}

/** What is sent in the room now. */
export const openStreams = (room: RoomState): readonly StreamRef[] =>
  [...room.peers.values()].flatMap((peer) =>
    [...peer.sources.keys()]
      .filter((source) => isOpen(peer, source))
      .map((source) => ({ peerId: peer.peerId, source })),
  );

/** Offers one peer everything the others send. */
export function openConsumersFor(room: RoomState, peerId: PeerId): Step {
  const peer = room.peers.get(peerId);
  if (!peer?.canReceive) return nothing(room);
  const of = openStreams(room).filter((stream) => stream.peerId !== peerId);
  if (of.length === 0) return nothing(room);
  return only(room, { type: 'openConsumers', peerId, mediaEpoch: peer.mediaEpoch, of });
}

/** Offers one source to everyone else who can receive. */
export function openConsumersOf(room: RoomState, peerId: PeerId, source: Source): Step {
  const receivers = [...room.peers.values()].filter((peer) => peer.peerId !== peerId && peer.canReceive);
  return only(
    room,
    ...receivers.map((peer) => ({
      type: 'openConsumers' as const,
      peerId: peer.peerId,
      mediaEpoch: peer.mediaEpoch,
      of: [{ peerId, source }],
    })),
  );
}

const isOpen = (peer: Peer | undefined, source: Source): boolean => peer?.sources.get(source)?.producer === 'open';
