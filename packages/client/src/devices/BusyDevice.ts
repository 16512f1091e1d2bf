import type { Clock } from '@confab/rpc';
import type { DeviceFault } from '../CallSnapshot.ts';

/** A device that another program has. Nobody tells when it is given back, so it is asked for again, ever more rarely. */
export class BusyDevice {
  readonly #clock: Clock;
  readonly #tryAgain: () => void;
  #attempts = 0;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, tryAgain: () => void) {
    this.#clock = clock;
    this.#tryAgain = tryAgain;
  }

  /** What came of an attempt. */
  settle(fault: DeviceFault | undefined): void {
    this.#cancel();
    if (fault !== 'busy') {
      this.#attempts = 0;
      return;
    }
    const ms = PATIENCE_MS[this.#attempts++] ?? LONG_PATIENCE_MS;
    this.#cancel = this.#clock.after(ms, this.#tryAgain);
  }

  /** Nobody wants it any more. */
  end(): void {
    this.settle(undefined);
  }
}

const PATIENCE_MS = [2_000, 5_000];
const LONG_PATIENCE_MS = 10_000;
