type Departure = { readonly atMs: number; readonly depart: () => void };

/** What leaves less than this too soon leaves now: a timer knows whole milliseconds, and a network without delay should have none. */
const TOO_SOON_MS = 0.5;

/**
 * Does things later, each at its time, and what was to be done at the same time in the order in which it came: timers of their
 * own would not keep it. What is not yet done when it closes is never done.
 */
export class Departures {
  /** The earliest first. */
  readonly #waiting: Departure[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  at(atMs: number, depart: () => void): void {
    if (this.#isClosed) return;
    const before = this.#waiting.findLastIndex((one) => one.atMs <= atMs);
    this.#waiting.splice(before + 1, 0, { atMs, depart });
    this.#departAllThatAreDue();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #departAllThatAreDue(): void {
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      const waitMs = first.atMs - performance.now();
      if (waitMs >= TOO_SOON_MS) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#departAllThatAreDue(), waitMs);
        return;
      }
      this.#waiting.shift();
      first.depart();
    }
  }
}
