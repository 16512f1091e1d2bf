import type { Clock } from '@confab/rpc';

/** How much a socket may say: a steady rate and a burst, and how far beyond that it is still answered. */
export class TokenBucket {
  readonly #clock: Clock;
  #tokens = BURST;
  #filledAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** Takes what a message costs. Whoever goes on when it is empty sinks into debt, and at last counts as a flood. */
  take(cost = 1): 'ok' | 'empty' | 'flood' {
    const now = this.#clock.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1_000) * RATE_PER_SECOND);
    this.#filledAt = now;
    this.#tokens -= cost;
    if (this.#tokens >= 0) return 'ok';
    return this.#tokens >= -MAX_DEBT ? 'empty' : 'flood';
  }
}

const RATE_PER_SECOND = 50;
const BURST = 100;
const MAX_DEBT = 200;
