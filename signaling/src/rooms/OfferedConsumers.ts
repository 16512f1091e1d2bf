import type { ConsumerId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';

/** The consumers that a peer was told of in one media epoch. */
export class OfferedConsumers {
  readonly #open = new Set<ConsumerId>();
  /** Remembered for a while: a confirmation may cross the news of the end. */
  readonly #closed = new Set<ConsumerId>();

  add(consumerIds: readonly ConsumerId[]): void {
    for (const consumerId of consumerIds) this.#open.add(consumerId);
  }

  /** Those of them that the peer knows as open. */
  close(consumerIds: readonly ConsumerId[]): ConsumerId[] {
    const known = consumerIds.filter((consumerId) => this.#open.delete(consumerId));
    for (const consumerId of known) this.#closed.add(consumerId);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= MAX_REMEMBERED) break;
      this.#closed.delete(oldest);
    }
    return known;
  }

  /** Those of them that are open and were offered. */
  pickKnown(consumerIds: readonly ConsumerId[]): ConsumerId[] {
    return consumerIds.filter((consumerId) => this.#open.has(consumerId));
  }

  /** Those still open; `notFound` when one was never offered to this peer. */
  pickOpen(consumerIds: readonly ConsumerId[]): ConsumerId[] {
    const isKnown = (consumerId: ConsumerId) => this.#open.has(consumerId) || this.#closed.has(consumerId);
    if (!consumerIds.every(isKnown)) throw new ProtocolError('notFound', 'no such consumer');
    return consumerIds.filter((consumerId) => this.#open.has(consumerId));
  }
}

const MAX_REMEMBERED = 1_000;
