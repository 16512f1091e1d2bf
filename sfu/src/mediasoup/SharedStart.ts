import type { Clock } from '@confab/rpc';

/**
 * Those who are about to receive one picture begin together, so that one key frame does for all of them (FW16): a sender is
 * asked for one at most every 0.35 s, and whoever is ready just behind another one would wait for so long.
 */
export class SharedStart {
  readonly #clock: Clock;
  /** Opened and not ready yet, with when they were opened. */
  readonly #expected = new Map<object, number>();
  /** Ready but for their handshake, with when they were opened. */
  readonly #connecting = new Map<object, number>();
  /** Ready, and waiting for the others. */
  readonly #waiting = new Map<object, () => void>();
  #cancelWait: (() => void) | undefined;
  /** Nobody but those is waited for any longer. */
  #isForHandshakes = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expect(receiver: object): void {
    this.#expected.set(receiver, this.#clock.now());
  }

  /** Whether nobody else is about to receive it. */
  isAlone(receiver: object): boolean {
    const others = [...this.#waiting.keys(), ...this.#awaited(this.#expected), ...this.#awaited(this.#connecting)];
    return !others.some((one) => one !== receiver);
  }

  /** It has only to be connected still, and is soon. */
  connecting(receiver: object): void {
    const openedAtMs = this.#expected.get(receiver);
    if (openedAtMs === undefined) return;
    this.#expected.delete(receiver);
    this.#connecting.set(receiver, openedAtMs);
  }

  /** Calls back when it is to begin: at once when nobody else is about to. */
  ready(receiver: object, begin: () => void): void {
    this.#expected.delete(receiver);
    this.#connecting.delete(receiver);
    this.#waiting.set(receiver, begin);
    this.#beginUnlessAwaited();
    if (this.#waiting.size > 0) this.#cancelWait ??= this.#clock.after(TOGETHER_MS, () => this.#waitForHandshakes());
  }

  /** It will not receive it after all. */
  drop(receiver: object): void {
    this.#expected.delete(receiver);
    this.#connecting.delete(receiver);
    this.#waiting.delete(receiver);
    this.#beginUnlessAwaited();
  }

  close(): void {
    this.#cancelWait?.();
    this.#expected.clear();
    this.#connecting.clear();
    this.#waiting.clear();
  }

  #waitForHandshakes(): void {
    this.#isForHandshakes = true;
    this.#cancelWait = this.#clock.after(HANDSHAKE_MS - TOGETHER_MS, () => this.#beginAll());
    this.#beginUnlessAwaited();
  }

  #beginUnlessAwaited(): void {
    const expected = this.#isForHandshakes ? [] : this.#awaited(this.#expected);
    if (expected.length === 0 && this.#awaited(this.#connecting).length === 0) this.#beginAll();
  }

  #awaited(receivers: ReadonlyMap<object, number>): readonly object[] {
    const now = this.#clock.now();
    return [...receivers].flatMap(([receiver, openedAtMs]) => (now - openedAtMs < SOON_MS ? [receiver] : []));
  }

  #beginAll(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#isForHandshakes = false;
    const begins = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const begin of begins) begin();
  }
}

/** How long the first one waits, at most. */
export const TOGETHER_MS = 100;
/** And for those who have only to be connected still. */
export const HANDSHAKE_MS = 250;
/** Who is not ready so long after it was opened is not awaited: it sits in a lobby, or its line is gone. */
export const SOON_MS = 1_000;
