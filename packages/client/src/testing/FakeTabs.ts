import type { TabPort } from '../tabs/TabPort.ts';

/** The tabs of one browser: what one says all others hear, at once. */
export class FakeTabs implements TabPort {
  readonly #open = new Set<{ readonly name: string; readonly onMessage: (message: unknown) => void }>();

  open(name: string, onMessage: (message: unknown) => void) {
    const own = { name, onMessage };
    this.#open.add(own);
    return {
      post: (message: object) => {
        for (const one of this.#open) if (one !== own && one.name === name) one.onMessage(structuredClone(message));
      },
      close: () => void this.#open.delete(own),
    };
  }

  /** As something else in this browser might. */
  say(message: unknown): void {
    for (const { onMessage } of this.#open) onMessage(message);
  }

  get count(): number {
    return this.#open.size;
  }
}
