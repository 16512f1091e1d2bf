import type { ConsumerId, MediaOffer, PeerId, TransportId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Client } from './Client.ts';
import { OfferedConsumers } from './OfferedConsumers.ts';

export type Transports = { readonly send: TransportId; readonly recv: TransportId };
type HeldMedia = {
  readonly mediaEpoch: number;
  readonly transports: Transports;
  /** Undefined when an earlier process made it: whoever has these transports has had it. */
  readonly offer: MediaOffer | undefined;
};
type PeerMedia = HeldMedia & {
  readonly consumers: OfferedConsumers;
  /** The session that has this offer. */
  holder: Client | undefined;
};

/** Which transports each peer of a room has now, in which media epoch, and which consumers it was told of on them. */
export class PeerTransports {
  readonly #onChanged: () => void;
  readonly #peers = new Map<PeerId, PeerMedia>();

  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  get peerIds(): readonly PeerId[] {
    return [...this.#peers.keys()];
  }

  has(peerId: PeerId): boolean {
    return this.#peers.has(peerId);
  }

  put(peerId: PeerId, media: HeldMedia): void {
    this.#peers.set(peerId, { ...media, consumers: new OfferedConsumers(), holder: undefined });
    this.#onChanged();
  }

  drop(peerId: PeerId): void {
    this.#peers.delete(peerId);
  }

  clear(): void {
    this.#peers.clear();
  }

  of(peerId: PeerId): Transports | undefined {
    return this.#peers.get(peerId)?.transports;
  }

  isOfEpoch(peerId: PeerId, mediaEpoch: number): boolean {
    return this.#peers.get(peerId)?.mediaEpoch === mediaEpoch;
  }

  /** This session has the peer's offer from now on. Undefined when there is none that it did not have before. */
  claim(peerId: PeerId, client: Client): Pick<HeldMedia, 'offer'> | undefined {
    const media = this.#peers.get(peerId);
    if (!media || media.holder === client) return undefined;
    media.holder = client;
    return media;
  }

  /** The epoch that the transport belongs to; `notFound` unless it is one of the peer's current ones. */
  epochOf(peerId: PeerId, transportId: TransportId, use: 'any' | 'send' = 'any'): number {
    const { transports, mediaEpoch } = this.#mediaOf(peerId);
    const isSend = transports.send === transportId;
    const isRecv = use === 'any' && transports.recv === transportId;
    if (!isSend && !isRecv) throw new ProtocolError('notFound', 'no such transport');
    return mediaEpoch;
  }

  /** The peer's media epoch; `unavailable` while it has no transports. */
  currentEpoch(peerId: PeerId): number {
    return this.#mediaOf(peerId).mediaEpoch;
  }

  consumersOf(peerId: PeerId): OfferedConsumers | undefined {
    return this.#peers.get(peerId)?.consumers;
  }

  pickOpenConsumers(peerId: PeerId, consumerIds: readonly ConsumerId[]): ConsumerId[] {
    return this.#mediaOf(peerId).consumers.pickOpen(consumerIds);
  }

  #mediaOf(peerId: PeerId): PeerMedia {
    const media = this.#peers.get(peerId);
    if (!media) throw new ProtocolError('unavailable', 'there is no media server for this peer now');
    return media;
  }
}
