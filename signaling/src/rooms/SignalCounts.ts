import type { PeerId } from '@confab/protocol';
import { MAX_SIGNALS_PER_EPOCH, ProtocolError } from '@confab/protocol';

/** How much each peer has said of the current direct path (SI4). */
export class SignalCounts {
  #epoch = 0;
  readonly #counts = new Map<PeerId, number>();

  /** @throws ProtocolError `limitExceeded` */
  add(peerId: PeerId, epoch: number): void {
    if (epoch !== this.#epoch) this.#counts.clear();
    this.#epoch = epoch;
    const count = (this.#counts.get(peerId) ?? 0) + 1;
    if (count > MAX_SIGNALS_PER_EPOCH) {
      throw new ProtocolError('limitExceeded', `more than ${MAX_SIGNALS_PER_EPOCH} signals of one direct path`);
    }
    this.#counts.set(peerId, count);
  }
}
