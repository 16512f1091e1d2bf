import type { MessageSocket } from '@confab/rpc';
import type { SessionOptions } from './SessionHost.ts';
import { SessionHost } from './SessionHost.ts';

type Options = Omit<SessionOptions, 'socket' | 'onEnded'> & {
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
};

/** The open sessions of this process. */
export class Sessions {
  readonly #options: Options;
  readonly #open = new Set<SessionHost>();

  constructor(options: Options) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  accept(socket: MessageSocket): void {
    const session: SessionHost = new SessionHost({
      ...this.#options,
      socket,
      onEnded: () => this.#open.delete(session),
    });
    this.#open.add(session);
  }

  /** Sends everybody away, spread over a while, so that they do not come back all at once. */
  stop(): void {
    for (const session of this.#open) session.stop(Math.round(this.#options.random() * RECONNECT_SPREAD_MS));
  }
}

const RECONNECT_SPREAD_MS = 1_000;
