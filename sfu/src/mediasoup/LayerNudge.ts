import type { Clock } from '@confab/rpc';

export type LayerNudgeOptions = {
  readonly clock: Clock;
  /** Packets of it are forwarded, or none shall be. */
  readonly isSettled: () => boolean;
  /** Has the worker choose once more. */
  readonly nudge: () => void;
};

/**
 * Of a stream in layers the worker forwards nothing until it has chosen one, and chooses none of which it has not yet counted
 * a packet of the lowest temporal layer: where a stream begins, that comes up to a tenth of a second after its first ones.
 * When it finds none it looks again only after a second. So it is asked to, for as long as a stream takes to begin.
 */
export class LayerNudge {
  readonly #options: LayerNudgeOptions;
  #cancel: () => void = () => undefined;

  constructor(options: LayerNudgeOptions) {
    this.#options = options;
  }

  /** It is about to flow, perhaps again. */
  begin(): void {
    this.#later(MAX_NUDGES);
  }

  close(): void {
    this.#cancel();
  }

  #later(left: number): void {
    this.#cancel();
    if (left === 0) return;
    this.#cancel = this.#options.clock.after(NUDGE_EVERY_MS, () => {
      if (this.#options.isSettled()) return;
      this.#options.nudge();
      this.#later(left - 1);
    });
  }
}

export const NUDGE_EVERY_MS = 40;
/** Of a sender that takes longer the worker hears by itself: a stream that begins anew has another score. */
export const MAX_NUDGES = 12;
