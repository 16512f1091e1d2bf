/** Does things later, each at its time; what is not yet done when it closes is never done. */
export class Departures {
  readonly #timers = new Set<NodeJS.Timeout>();
  #isClosed = false;

  at(atMs: number, depart: () => void): void {
    if (this.#isClosed) return;
    const waitMs = atMs - performance.now();
    // A timer of 0 ms takes one, and a network without delay should have none.
    if (waitMs < 0.5) return depart();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      depart();
    }, waitMs);
    this.#timers.add(timer);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
