import type { ConsumerOffer } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

/**
 * Offers that come shortly one after the other, so that they are set up with one negotiation (ME8). While a browser negotiates
 * for one track, which takes long where the machine is busy, the next one would have to wait.
 */
export class OfferGathering {
  readonly #clock: Clock;
  #gathered: ConsumerOffer[] = [];
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All that is offered until nothing more is to come, or for as long as it is waited; none for who is not the first of them. */
  async gather(offers: readonly ConsumerOffer[], isMoreToCome: () => boolean): Promise<readonly ConsumerOffer[]> {
    this.#gathered.push(...offers);
    const isMore = isMoreToCome();
    if (this.#end) {
      if (!isMore) this.#end();
      return [];
    }
    if (isMore) await this.#wait();
    const all = this.#gathered;
    this.#gathered = [];
    return all;
  }

  /** Nothing of it is wanted any more. */
  close(): void {
    this.#gathered = [];
    this.#end?.();
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(GATHER_MS, resolve);
      this.#end = () => {
        cancel();
        resolve();
      };
    });
    this.#end = undefined;
  }
}

/** What is foreseen (ME9) is offered within 10 to 30 ms, and a voice must not wait for long. */
const GATHER_MS = 40;
