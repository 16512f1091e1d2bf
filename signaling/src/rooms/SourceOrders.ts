import type { PeerId, RoomId, Source } from '@confab/protocol';
import type { RoomEffect } from '@confab/room-core';
import type { SfuPort } from '../sfu/SfuPort.ts';
import { KeyedQueue } from './KeyedQueue.ts';
import type { MediaOrders, OrderOutcome } from './MediaOrders.ts';
import type { RoomSide } from './RoomSide.ts';

type EffectOf<T extends RoomEffect['type']> = Extract<RoomEffect, { type: T }>;

export type SourceOrdersOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly room: RoomSide;
  readonly orders: MediaOrders;
};

/** What the room wants done to what its peers send. */
export class SourceOrders {
  readonly #options: SourceOrdersOptions;
  readonly #pauses = new Map<string, Promise<OrderOutcome>>();
  readonly #queue = new KeyedQueue();

  constructor(options: SourceOrdersOptions) {
    this.#options = options;
  }

  /** Opens of one source go one after the other, or a late first answer would be taken for the second's. */
  inOrder<T>(peerId: PeerId, source: Source, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(keyOf(peerId, source), task);
  }

  /** A producer is about to be opened in the state the room wants: what was ordered of the one before is void. */
  forget(peerId: PeerId, source: Source): void {
    this.#options.orders.forget(peerId, source);
  }

  /** What became of the newest order to pause or resume this source. */
  pauseOutcome(peerId: PeerId, source: Source): Promise<OrderOutcome> | undefined {
    return this.#pauses.get(keyOf(peerId, source));
  }

  setPaused({ peerId, source, paused }: EffectOf<'setProducerPaused'>): void {
    const { sfu, roomId, room, orders } = this.#options;
    const key = keyOf(peerId, source);
    const outcome = orders.give(peerId, source, () =>
      sfu.call('setProducerPaused', { roomId, peerId, source, paused }),
    );
    this.#pauses.set(key, outcome);
    void outcome.then((end) => {
      if (this.#pauses.get(key) === outcome) this.#pauses.delete(key);
      // Nobody hears what could not be unmuted: then it must not be shown as unmuted, nor start by itself later.
      if (!paused && (end === 'kept' || end === 'refused'))
        room.apply({ type: 'muteSet', peerId, source, muted: true });
    });
  }

  close({ peerId, source }: Omit<EffectOf<'closeProducer'>, 'type'>): void {
    const { sfu, roomId, orders } = this.#options;
    void orders.give(peerId, source, () => sfu.call('closeProducer', { roomId, peerId, source }));
  }
}

const keyOf = (peerId: PeerId, source: Source) => `${peerId} ${source}`;
