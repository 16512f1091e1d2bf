import type { ConsumerId, PeerId } from '@confab/protocol';

export type ClosedOfPeer = { readonly peerId: PeerId; readonly consumerIds: ConsumerId[] };

/** What ends in one turn, of however many receivers, is told as one fact. */
export class ClosedConsumers {
  readonly #tell: (closed: ClosedOfPeer[]) => void;
  #closed = new Map<PeerId, ConsumerId[]>();

  constructor(tell: (closed: ClosedOfPeer[]) => void) {
    this.#tell = tell;
  }

  readonly add = (peerId: PeerId, consumerIds: readonly ConsumerId[]): void => {
    if (this.#closed.size === 0) queueMicrotask(() => this.#flush());
    this.#closed.set(peerId, [...(this.#closed.get(peerId) ?? []), ...consumerIds]);
  };

  #flush(): void {
    const closed = [...this.#closed].map(([peerId, consumerIds]) => ({ peerId, consumerIds }));
    this.#closed = new Map();
    this.#tell(closed);
  }
}
