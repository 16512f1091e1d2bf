import type { Clock } from '@confab/rpc';

export type ReaderWatchOptions = {
  readonly clock: Clock;
  /** What was written and not yet taken by the network, in bytes. */
  readonly queuedBytes: () => number;
  /** Called once: it reads too slowly, or not at all. */
  readonly onTooSlow: () => void;
};

/** Sees to it that a reader who does not read costs the others no memory: what waits for it is bounded, in size and time. */
export class ReaderWatch {
  readonly #options: ReaderWatchOptions;
  #cancel: (() => void) | undefined;
  #isOver = false;
  #queuedAtLastLook = 0;
  #movedAt = 0;

  constructor(options: ReaderWatchOptions) {
    this.#options = options;
  }

  /** From here on what is only news is left out. */
  get isBehind(): boolean {
    return this.#options.queuedBytes() >= BEHIND_BYTES;
  }

  /** To be called after each message that could not leave at once. */
  leftWaiting(queuedBytes: number): void {
    if (this.#isOver) return;
    if (queuedBytes > MAX_QUEUED_BYTES) return this.#end();
    if (this.#cancel) return;
    this.#movedAt = this.#options.clock.now();
    this.#lookLater();
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #lookLater(): void {
    this.#queuedAtLastLook = this.#options.queuedBytes();
    this.#cancel = this.#options.clock.after(LOOK_INTERVAL_MS, () => this.#look());
  }

  #look(): void {
    this.#cancel = undefined;
    const queued = this.#options.queuedBytes();
    if (queued === 0) return;
    const now = this.#options.clock.now();
    // Drop by drop is no reading either, once much is waiting.
    if (queued < this.#queuedAtLastLook && !this.isBehind) this.#movedAt = now;
    if (now - this.#movedAt >= STANDSTILL_MS) this.#end();
    else this.#lookLater();
  }

  #end(): void {
    if (this.#isOver) return;
    this.stop();
    this.#options.onTooSlow();
  }
}

const BEHIND_BYTES = 256 * 1024;
const MAX_QUEUED_BYTES = 4 * 1024 * 1024;
const STANDSTILL_MS = 10_000;
const LOOK_INTERVAL_MS = 1_000;
