/** There is nothing more to learn of a connection that has closed. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';

  constructor() {
    super('The connection was closed before it told anything of itself.');
  }
}

/** Questions to a connection. Firefox never answers what is still asked when the connection closes; then they are rejected. */
export class UntilClosed {
  readonly #pending = new Set<(cause: Error) => void>();
  #isClosed = false;

  /** Rejected with {@link ConnectionClosedError} when `close` comes first, or came already. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new ConnectionClosedError();
    let giveUp: (cause: Error) => void = () => undefined;
    const closed = new Promise<never>((_resolve, reject) => (giveUp = reject));
    this.#pending.add(giveUp);
    try {
      return await Promise.race([question(), closed]);
    } finally {
      this.#pending.delete(giveUp);
    }
  }

  /** Once is enough, and twice does no harm. */
  close(): void {
    this.#isClosed = true;
    for (const giveUp of this.#pending) giveUp(new ConnectionClosedError());
  }
}
