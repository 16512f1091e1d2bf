import type { Clock } from '@confab/rpc';

export type HeartbeatOptions = {
  readonly clock: Clock;
  /** Asks for a sign of life; resolves with it. */
  readonly beat: () => Promise<void>;
  /** Once, when MAX_UNANSWERED beats in a row were not answered. */
  readonly onStopped: () => void;
};

const BEAT_INTERVAL_MS = 1_000;
const MAX_UNANSWERED = 2;

/** Notices a program that still runs and does nothing any more: mediasoup's own calls would wait for it for ever. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #unanswered = 0;
  #cancelNext: () => void;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#cancelNext = options.clock.after(BEAT_INTERVAL_MS, () => this.#beat());
  }

  close(): void {
    this.#cancelNext();
  }

  #beat(): void {
    const { clock, beat, onStopped } = this.#options;
    if (this.#unanswered >= MAX_UNANSWERED) {
      onStopped();
      return;
    }
    this.#unanswered += 1;
    beat().then(
      // Also a late one: if we were the ones who were late, all answers arrive at once before the next beat.
      () => (this.#unanswered = 0),
      () => undefined, // The worker is gone, which its own event tells.
    );
    this.#cancelNext = clock.after(BEAT_INTERVAL_MS, () => this.#beat());
  }
}
