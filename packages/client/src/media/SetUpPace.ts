import type { Clock } from '@confab/rpc';
import { roundTripMs } from '../statistics/toSample.ts';
import type { MediaEngine } from './MediaEngine.ts';

/**
 * When a stream that is being set up can be confirmed. What flows then comes a round trip later, so it need not wait until
 * it is set up (ME7): it is told so much earlier that it comes when it is, by how long that takes on this device.
 */
export class SetUpPace {
  readonly #clock: Clock;
  #setUpMs: number | undefined;
  #path: { readonly rttMs: number; readonly at: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From the offer on; undefined: when it is set up, and not before. */
  get waitMs(): number | undefined {
    if (this.#setUpMs === undefined || !this.#path || this.#clock.now() - this.#path.at > FRESH_MS) return undefined;
    return Math.max(0, SLOWER * this.#setUpMs - this.#path.rttMs);
  }

  /** So long it took to set up what a lobby offers. The slowest counts: a picture that comes too early is asked for again. */
  took(setUpMs: number): void {
    this.#setUpMs = Math.max(setUpMs, this.#setUpMs ?? 0);
  }

  /** How far away what we receive comes from, which is to be known when it is offered. */
  async measure(engine: MediaEngine): Promise<void> {
    this.#path = undefined;
    // A connection that closes says nothing; then there is nothing to be early for.
    const stats = await engine.collect().catch(() => undefined);
    const rttMs = stats && roundTripMs(stats.receivePath);
    if (rttMs !== undefined) this.#path = { rttMs, at: this.#clock.now() };
  }
}

/**
 * What a lobby offers is a silence at least; a voice and a picture took three to six times as long. Half of that is the time
 * that the sender takes for a key frame as it is.
 */
const SLOWER = 2;
/** Measured at the click, it is for what the room offers then. */
const FRESH_MS = 5_000;
