import type { PeerId, Signal } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Ask } from '../signaling/SignalingClient.ts';

export type SignalQueueOptions = {
  readonly to: PeerId;
  readonly epoch: number;
  readonly ask: Ask;
  readonly clock: Clock;
  /** The server will not hand on any more of this path. */
  readonly onRefused: () => void;
};

/** Hands signals to the other peer in order, each of them until it has arrived: signaling may be away for a while. */
export class SignalQueue {
  readonly #options: SignalQueueOptions;
  readonly #waiting: Signal[] = [];
  #isBusy = false;
  #isClosed = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: SignalQueueOptions) {
    this.#options = options;
  }

  push(signal: Signal): void {
    this.#waiting.push(signal);
    if (!this.#isBusy) void this.#drain();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#cancelRetry();
  }

  async #drain(): Promise<void> {
    const { ask, to, epoch, clock, onRefused } = this.#options;
    this.#isBusy = true;
    for (let signal = this.#waiting[0]; signal && !this.#isClosed; signal = this.#waiting[0]) {
      try {
        await ask('signal', { to, epoch, signal });
        this.#waiting.shift();
      } catch (cause) {
        if (this.#isClosed) return;
        if (!toWireError(cause).retryable) {
          this.close();
          onRefused();
          return;
        }
        await new Promise<void>((resolve) => void (this.#cancelRetry = clock.after(RETRY_MS, resolve)));
      }
    }
    this.#isBusy = false;
  }
}

const RETRY_MS = 500;
