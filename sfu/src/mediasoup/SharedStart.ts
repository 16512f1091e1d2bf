import type { Clock } from '@confab/rpc';

/**
 * Those who are about to receive one picture begin together, so that one key frame does for all of them (FW16): a sender is
 * asked for one at most every 0.35 s, and whoever is ready just behind another one would wait for so long.
 */
export class SharedStart {
  readonly #clock: Clock;
  /** Opened and not ready yet, with when they were opened, and whether only their handshake is missing. */
  readonly #expected = new Map<object, { readonly openedAtMs: number; readonly isConnecting: boolean }>();
  /** Ready, and waiting for the others. */
  readonly #waiting = new Map<object, () => void>();
  #cancelWait: (() => void) | undefined;
  /** Nobody is waited for any longer but who is being connected. */
  #isForHandshakes = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expect(receiver: object): void {
    this.#expected.set(receiver, { openedAtMs: this.#clock.now(), isConnecting: false });
  }

  /** Whether nobody else is about to receive it. */
  isAlone(receiver: object): boolean {
    return ![...this.#waiting.keys(), ...this.#soonReady()].some((one) => one !== receiver);
  }

  /** It has only to be connected still, and is soon. */
  connecting(receiver: object): void {
    const expected = this.#expected.get(receiver);
    if (expected) this.#expected.set(receiver, { ...expected, isConnecting: true });
  }

  /** Calls back when it is to begin: at once when nobody else is about to. */
  ready(receiver: object, begin: () => void): void {
    this.#expected.delete(receiver);
    this.#waiting.set(receiver, begin);
    this.#beginUnlessAwaited();
    if (this.#waiting.size > 0) this.#cancelWait ??= this.#clock.after(TOGETHER_MS, () => this.#waitForHandshakes());
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

  #waitForHandshakes(): void {
    this.#isForHandshakes = true;
    this.#cancelWait = this.#clock.after(HANDSHAKE_MS - TOGETHER_MS, () => this.#beginAll());
    this.#beginUnlessAwaited();
  }

  #beginUnlessAwaited(): void {
    if (this.#soonReady().length === 0) this.#beginAll();
  }

  #soonReady(): readonly object[] {
    const now = this.#clock.now();
    return [...this.#expected].flatMap(([receiver, { openedAtMs, isConnecting }]) =>
      now - openedAtMs < SOON_MS && (isConnecting || !this.#isForHandshakes) ? [receiver] : [],
    );
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
