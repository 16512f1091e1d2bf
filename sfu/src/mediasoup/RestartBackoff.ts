import type { Clock } from '@confab/rpc';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;
/** Who lived this long died of something new. */
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before something that ended is started again: not at all the first time, then twice as long each time. */
export class RestartBackoff {
  readonly #clock: Clock;
  #attempts = 0;
  #startedAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  started(): void {
    this.#startedAt = this.#clock.now();
  }

  nextDelayMs(): number {
    if (this.#startedAt !== undefined && this.#clock.now() - this.#startedAt >= HEALTHY_AFTER_MS) this.#attempts = 0;
    this.#startedAt = undefined;
    const delayMs = this.#attempts === 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (this.#attempts - 1), MAX_DELAY_MS);
    this.#attempts += 1;
    return delayMs;
  }
}
