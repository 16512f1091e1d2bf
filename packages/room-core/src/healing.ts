import type { PeerId, Source } from '@confab/protocol';
import type { RoomEffect, Step } from './RoomEffect.ts';
import type { RoomState, StreamRef } from './RoomState.ts';
import type { InputOf } from './step.ts';
import { nothing, only } from './step.ts';

/** What becomes of media that does not arrive (HE). */

export function onRenewalAsked(room: RoomState, { peerId, of }: InputOf<'renewalAsked'>): Step {
  const peer = room.peers.get(peerId);
  if (!peer?.canReceive) return nothing(room);
  const open = of.filter((stream) => stream.peerId !== peerId && isOpen(room, stream));
  if (open.length === 0) return nothing(room);
  return only(room, { type: 'openConsumers', peerId, mediaEpoch: peer.mediaEpoch, of: open, renew: true });
}

/** Only what is not muted can be missed. */
export function onUnheardReported(room: RoomState, { peerId, of }: InputOf<'unheardReported'>): Step {
  if (!room.peers.has(peerId)) return nothing(room);
  const missed = of.filter((stream) => stream.peerId !== peerId && isAudible(room, stream));
  const unheard = new Map(room.unheard);
  if (missed.length > 0) unheard.set(peerId, missed);
  else unheard.delete(peerId);
  const next = { ...room, unheard };
  return only(next, ...tellSenders(room, next));
}

/** Who is away, or gone, misses nothing. */
export function forgetUnheardBy(room: RoomState, peerId: PeerId): Step {
  return room.unheard.has(peerId)
    ? onUnheardReported(room, { type: 'unheardReported', peerId, of: [] })
    : nothing(room);
}

function tellSenders(before: RoomState, after: RoomState): RoomEffect[] {
  const streams = [...before.unheard.values(), ...after.unheard.values()].flat();
  const concerned = new Map(streams.map((stream) => [`${stream.peerId} ${stream.source}`, stream]));
  return [...concerned.values()].flatMap(({ peerId, source }): RoomEffect[] => {
    const byPeerIds = whoMisses(after, { peerId, source });
    const isSame = byPeerIds.join() === whoMisses(before, { peerId, source }).join();
    const isThere = after.peers.get(peerId)?.connection.state === 'connected';
    return isSame || !isThere ? [] : [{ type: 'tellUnheard', to: peerId, source, byPeerIds }];
  });
}

const whoMisses = ({ unheard }: RoomState, { peerId, source }: StreamRef): PeerId[] =>
  [...unheard].filter(([, of]) => of.some((one) => one.peerId === peerId && one.source === source)).map(([by]) => by);

const isOpen = (room: RoomState, { peerId, source }: StreamRef): boolean =>
  entryOf(room, peerId, source)?.producer === 'open';
const isAudible = (room: RoomState, { peerId, source }: StreamRef): boolean =>
  entryOf(room, peerId, source)?.muted === false;
const entryOf = (room: RoomState, peerId: PeerId, source: Source) => room.peers.get(peerId)?.sources.get(source);
