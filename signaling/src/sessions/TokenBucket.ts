import type { Clock } from '@confab/rpc';

/**
 * How much a socket may say: a steady rate and a burst, and how far beyond that it is still answered.
 * Kept as the one moment at which the bucket would be full again (as in the generic cell rate algorithm of ATM Forum
 * TM 4.0), for it is asked at every message of every socket.
 */
export class TokenBucket {
  readonly #clock: Clock;
  #fullAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#fullAt = clock.now();
  }

  /** Takes what a message costs. Whoever goes on when it is empty sinks into debt, and at last counts as a flood. */
  take(cost = 1): 'ok' | 'empty' | 'flood' {
    const now = this.#clock.now();
    this.#fullAt = Math.max(this.#fullAt, now) + cost * MS_PER_TOKEN;
    const takenMs = this.#fullAt - now;
    if (takenMs <= BURST * MS_PER_TOKEN) return 'ok';
    return takenMs <= (BURST + MAX_DEBT) * MS_PER_TOKEN ? 'empty' : 'flood';
  }
}

/** 50 a second. */
const MS_PER_TOKEN = 20;
const BURST = 100;
const MAX_DEBT = 200;
