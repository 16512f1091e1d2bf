import type { Memo, PeerId } from '@confab/protocol';
import type { HeldPeer } from '@confab/room-core';
import type { Transports } from './PeerTransports.ts';
import type { LeftRoom } from './takeOver.ts';

type Held = { readonly held: ReadonlyMap<PeerId, HeldPeer>; readonly transports: ReadonlyMap<PeerId, Transports> };

/** What the sfu holds, but for seats whose transports are others than the memo's: of those no client has been told. */
export function toHeld({ seats }: Memo, peers: LeftRoom['peers']): Held {
  const known = new Map(seats.map(({ peerId, transports }) => [peerId, transports]));
  const held = new Map<PeerId, HeldPeer>();
  const transports = new Map<PeerId, Transports>();
  for (const { peerId, sendTransportId, recvTransportId, sources } of peers) {
    const ids = known.get(peerId);
    const isKnown = ids?.send === sendTransportId && ids.recv === recvTransportId;
    if (!isKnown && known.has(peerId)) continue;
    held.set(peerId, new Map(sources.map(({ source, paused }) => [source, paused])));
    if (isKnown) transports.set(peerId, ids);
  }
  return { held, transports };
}
