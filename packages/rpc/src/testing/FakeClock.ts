import type { Clock } from '../Clock.ts';

type Timer = { readonly at: number; readonly callback: () => void };

/** Time that passes only when told to. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets `ms` pass and rings what falls due, in order, also what is set meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextBefore(end); next; next = this.#nextBefore(end)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.callback();
    }
    this.#now = end;
  }

  /** How many timers are set: none may be left when everything is closed. */
  get pending(): number {
    return this.#timers.size;
  }

  #nextBefore(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
