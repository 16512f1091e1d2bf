import type { ConsumerId, ConsumerOffer, Notifications, PeerId, RoomId } from '@confab/protocol';
import type { ControlFactData } from '@confab/protocol/control';
import type { RoomEffect } from '@confab/room-core';
import { encodeNotification } from '@confab/rpc';
import type { SfuPort } from '../sfu/SfuPort.ts';
import type { ConsumerOpening } from './ConsumerOpenings.ts';
import { ConsumerOpenings } from './ConsumerOpenings.ts';
import type { MediaOrders } from './MediaOrders.ts';
import type { PeerTransports } from './PeerTransports.ts';
import type { RoomSide } from './RoomSide.ts';

export type ConsumerOffersOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly room: RoomSide;
  readonly orders: MediaOrders;
  readonly transports: PeerTransports;
};

/** What each peer of a room receives: opened in the sfu, offered to its client, and closed. */
export class ConsumerOffers {
  readonly #options: ConsumerOffersOptions;
  readonly #openings: ConsumerOpenings;
  #lastOrderId = 0;

  constructor(options: ConsumerOffersOptions) {
    this.#options = options;
    this.#openings = new ConsumerOpenings({
      ...options,
      isCurrent: (opening) => this.#isCurrent(opening),
      onOpened: (opening, consumers) => this.#onOpened(opening, consumers),
      openAlone: (opening) => this.#openAlone(opening),
    });
  }

  open(opening: ConsumerOpening): void {
    this.#openings.open(opening);
  }

  offer({ to, mediaEpoch, consumers }: Extract<RoomEffect, { type: 'offerConsumers' }>): void {
    const { room, transports } = this.#options;
    const client = room.clientOf(to);
    if (!client || !transports.isOfEpoch(to, mediaEpoch)) return;
    transports.consumersOf(to)?.add(consumers.map(({ consumerId }) => consumerId));
    client.send(
      encodeNotification<Notifications, 'consumersAdded'>('consumersAdded', { mediaEpoch, consumers: [...consumers] }),
    );
  }

  /** These were offered to the peer before it had its seat, and flow from now on. */
  resumeWarm(peerId: PeerId, consumerIds: readonly ConsumerId[]): void {
    const { sfu, roomId, orders, transports } = this.#options;
    transports.consumersOf(peerId)?.add(consumerIds);
    void orders.give(peerId, 'warm consumers', () =>
      sfu.call('resumeConsumers', { roomId, peerId, consumerIds: [...consumerIds] }),
    );
  }

  /** What the peer was lent to connect its receiving transport with. */
  endProbe(peerId: PeerId): void {
    const { sfu, roomId, orders } = this.#options;
    const of = [{ peerId, source: 'microphone' as const }];
    void orders.give(peerId, 'probe', () => sfu.call('closeConsumers', { roomId, peerId, of }));
  }

  /** The sfu says that these have ended. */
  onClosed(closed: ControlFactData<'consumersClosed'>['closed']): void {
    for (const { peerId, consumerIds } of closed) this.#tellClosed(peerId, consumerIds);
  }

  #tellClosed(peerId: PeerId, consumerIds: readonly ConsumerId[]): void {
    const { room, transports } = this.#options;
    const known = transports.consumersOf(peerId)?.close(consumerIds) ?? [];
    if (known.length === 0) return;
    room
      .clientOf(peerId)
      ?.send(encodeNotification<Notifications, 'consumersClosed'>('consumersClosed', { consumerIds: known }));
  }

  #openAlone(opening: ConsumerOpening): void {
    const { sfu, roomId, orders } = this.#options;
    const { peerId, of, renew } = opening;
    void orders.give(peerId, `consumers ${++this.#lastOrderId}`, async () => {
      if (!this.#isCurrent(opening)) return;
      const { consumers } = await sfu.call('openConsumers', { roomId, peerId, of: [...of], renew });
      this.#onOpened(opening, consumers);
    });
  }

  #isCurrent({ peerId, mediaEpoch }: ConsumerOpening): boolean {
    return this.#options.transports.isOfEpoch(peerId, mediaEpoch);
  }

  #onOpened({ peerId, mediaEpoch }: ConsumerOpening, consumers: readonly ConsumerOffer[]): void {
    this.#options.room.apply({ type: 'consumersOpened', peerId, mediaEpoch, consumers });
  }
}
