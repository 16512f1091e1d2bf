import type { Clock } from '@confab/rpc';

export type LowestLayerOptions = {
  readonly clock: Clock;
  readonly isKnown: boolean;
  readonly onKnown: () => void;
};

/** Of each layer that its sender may send, the lowest first; 0 is one of which nothing comes. */
type Scores = readonly number[];

/**
 * Whether anything has come yet of the lowest layer of a picture, which is the one to begin with (FW15). A browser sends the
 * largest one first, a few milliseconds before the others, and the worker chooses what it knows: it would begin with that.
 * And a browser that has just connected has little bandwidth: often it sends one picture of the largest layer, and then
 * nothing for seconds. The worker misses it after 1.5 s, and without a sender report it can go to no other one.
 * Who has sent for a while and begins again has its bandwidth, and there every packet counts that need not be sent again.
 */
export class LowestLayer {
  readonly #options: LowestLayerOptions;
  #isKnown: boolean;
  #cancelWait: (() => void) | undefined;

  constructor(options: LowestLayerOptions) {
    this.#options = options;
    this.#isKnown = options.isKnown;
  }

  /** Or it does not come, while others do. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** They have changed. */
  look(scores: Scores): void {
    if (this.#isKnown) return;
    if (hasLowest(scores)) return this.#know();
    if (scores.some((score) => score > 0))
      this.#cancelWait ??= this.#options.clock.after(LOWEST_WITHIN_MS, () => this.#know());
  }

  close(): void {
    this.#cancelWait?.();
  }

  #know(): void {
    this.close();
    this.#isKnown = true;
    this.#options.onKnown();
  }
}

const hasLowest = ([lowest = 0]: Scores): boolean => lowest > 0;

/** After the first packet of another layer. */
export const LOWEST_WITHIN_MS = 300;
