import type { PeerId } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Log } from '../log.ts';

/** `kept`: the sfu could not take it now and will be told again. `obsolete`: another order came in its place. */
export type OrderOutcome = 'done' | 'kept' | 'refused' | 'obsolete';

type Order = {
  readonly send: () => Promise<unknown>;
  attempts: number;
  isKept: boolean;
};

export type MediaOrdersOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly isSfuReady: () => boolean;
};

/** What the room wants of the sfu and nobody waits for: the newest order of each kind is repeated until it is taken. */
export class MediaOrders {
  readonly #options: MediaOrdersOptions;
  readonly #orders = new Map<string, Order>();
  #cancelRetry: (() => void) | undefined;

  constructor(options: MediaOrdersOptions) {
    this.#options = options;
  }

  get kept(): number {
    return [...this.#orders.values()].filter(({ isKept }) => isKept).length;
  }

  give(peerId: PeerId, kind: string, send: () => Promise<unknown>): Promise<OrderOutcome> {
    const order: Order = { send, attempts: 0, isKept: false };
    const key = keyOf(peerId, kind);
    this.#orders.set(key, order);
    return this.#try(key, order);
  }

  forget(peerId: PeerId, kind: string): void {
    this.#orders.delete(keyOf(peerId, kind));
  }

  forgetPeer(peerId: PeerId): void {
    for (const key of this.#orders.keys()) if (key.startsWith(keyOf(peerId, ''))) this.#orders.delete(key);
  }

  /** The sfu can be asked again. */
  repeat(): void {
    for (const [key, order] of this.#orders) if (order.isKept) void this.#try(key, order);
  }

  clear(): void {
    this.#orders.clear();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  async #try(key: string, order: Order): Promise<OrderOutcome> {
    order.isKept = false;
    order.attempts++;
    try {
      await order.send();
      if (this.#orders.get(key) !== order) return 'obsolete';
      this.#orders.delete(key);
      return 'done';
    } catch (cause) {
      if (this.#orders.get(key) !== order) return 'obsolete';
      return this.#onFailed(key, order, cause);
    }
  }

  #onFailed(key: string, order: Order, cause: unknown): OrderOutcome {
    const { code, retryable } = toWireError(cause);
    const { isSfuReady, log } = this.#options;
    // Without a link there is nobody to give up on: the order waits for the next one.
    if (retryable && (!isSfuReady() || order.attempts < MAX_ATTEMPTS)) {
      order.isKept = true;
      this.#repeatLater();
      return 'kept';
    }
    this.#orders.delete(key);
    // The room is lost there, or the peer: who lost it hears of it on another way.
    if (code !== 'notFound') log.error({ code }, 'the sfu refuses an order');
    return 'refused';
  }

  #repeatLater(): void {
    this.#cancelRetry ??= this.#options.clock.after(REPEAT_AFTER_MS, () => {
      this.#cancelRetry = undefined;
      if (this.#options.isSfuReady()) this.repeat();
    });
  }
}

const keyOf = (peerId: PeerId, kind: string) => `${peerId} ${kind}`;
const REPEAT_AFTER_MS = 1_000;
const MAX_ATTEMPTS = 5;
