/** Who wants to know of a change. One that throws harms neither the others nor the one that tells. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (cause) {
        // Still an uncaught error of the page, but not in the middle of our work.
        queueMicrotask(() => {
          throw cause;
        });
      }
    }
  }
}
