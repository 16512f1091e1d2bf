import type { MessageSocket } from '@confab/rpc';
import type { SessionOptions } from './SessionHost.ts';
import { SessionHost } from './SessionHost.ts';

type Options = Omit<SessionOptions, 'id' | 'socket' | 'address' | 'onEnded'> & {
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
};

/** The open sessions of this process. */
export class Sessions {
  readonly #options: Options;
  readonly #open = new Set<SessionHost>();
  #lastId = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** What is written and has not left yet, of all sockets, in bytes. */
  get unsentBytes(): number {
    return [...this.#open].reduce((sum, { unsentBytes }) => sum + unsentBytes, 0);
  }

  accept(socket: MessageSocket, address = ''): void {
    const session: SessionHost = new SessionHost({
      ...this.#options,
      id: ++this.#lastId,
      socket,
      address,
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
