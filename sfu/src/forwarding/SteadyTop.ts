import type { Clock } from '@confab/rpc';

export type SteadyTopOptions = {
  readonly clock: Clock;
  /** Its receiver has fallen before, when it was served by another consumer. */
  readonly hasFallen: boolean;
  readonly onChanged: () => void;
  /** It has just lost the largest layer, and there was none below it but the lowest. */
  readonly onFallen: () => void;
};

/** How a receiver is served that wants the largest of three layers. `other`: it wants another one, or nothing flows. */
export type Served = 'top' | 'less' | 'other';

/** Whether a receiver has had the largest layer for so long that the middle one need not be sent in case of need (FW12). */
export class SteadyTop {
  readonly #options: SteadyTopOptions;
  #isSteady = false;
  #hasFallen: boolean;
  #cancelWait: (() => void) | undefined;

  constructor(options: SteadyTopOptions) {
    this.#options = options;
    this.#hasFallen = options.hasFallen;
  }

  get isSteady(): boolean {
    return this.#isSteady;
  }

  /** As it is now. */
  look(served: Served): void {
    if (served !== 'top') return this.#end(served === 'less');
    if (this.#isSteady) return;
    this.#cancelWait ??= this.#options.clock.after(this.#hasFallen ? STEADY_AFTER_FALL_MS : STEADY_MS, () => {
      this.#cancelWait = undefined;
      this.#isSteady = true;
      this.#options.onChanged();
    });
  }

  close(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }

  #end(isFall: boolean): void {
    this.close();
    if (!this.#isSteady) return;
    this.#isSteady = false;
    this.#options.onChanged();
    if (!isFall) return;
    this.#hasFallen = true;
    this.#options.onFallen();
  }
}

export const STEADY_MS = 10_000;
/** A line that was too narrow once may be so again, and each fall costs seconds of the smallest picture. */
export const STEADY_AFTER_FALL_MS = 120_000;
