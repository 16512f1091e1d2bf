import type { Clock } from '@confab/rpc';

/**
 * Those who are about to receive one picture begin together, so that one key frame does for all of them (FW16): a sender is
 * asked for one at most every 0.35 s, and whoever is ready just behind another one would wait for so long.
 */
export class SharedStart {
  readonly #clock: Clock;
  /** Opened and not ready yet, with when they were opened. */
  readonly #expected = new Map<object, number>();
  /** Ready, and waiting for the others. */
  readonly #waiting = new Map<object, () => void>();
  #cancelWait: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expect(receiver: object): void {
    this.#expected.set(receiver, this.#clock.now());
  }

  /** Calls back when it is to begin: at once when nobody else is about to. */
  ready(receiver: object, begin: () => void): void {
    this.#expected.delete(receiver);
    this.#waiting.set(receiver, begin);
    this.#beginUnlessAwaited();
    if (this.#waiting.size > 0) this.#cancelWait ??= this.#clock.after(TOGETHER_MS, () => this.#beginAll());
  }

  /** It will not receive it after all. */
  drop(receiver: object): void {
    this.#expected.delete(receiver);
    this.#waiting.delete(receiver);
    this.#beginUnlessAwaited();
  }

  close(): void {
    this.#cancelWait?.();
    this.#expected.clear();
    this.#waiting.clear();
  }

  #beginUnlessAwaited(): void {
    const now = this.#clock.now();
    const isAwaited = [...this.#expected.values()].some((openedAtMs) => now - openedAtMs < SOON_MS);
    if (!isAwaited) this.#beginAll();
  }

  #beginAll(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const begins = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const begin of begins) begin();
  }
}

/** How long the first one waits, at most. */
export const TOGETHER_MS = 100;
/** Who is not ready so long after it was opened is not awaited: it sits in a lobby, or its line is gone. */
export const SOON_MS = 1_000;
