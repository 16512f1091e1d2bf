/** Runs tasks of the same key one after the other; the first one starts at once. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const outcome = before ? before.then(task) : task();
    const tail = outcome.then(
      () => undefined,
      () => undefined, // Whoever asked learns of it; the next in line only waits.
    );
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return outcome;
  }
}
