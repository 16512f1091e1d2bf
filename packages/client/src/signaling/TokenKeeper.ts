import type { Result } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

type Options = {
  readonly token?: string | undefined;
  readonly clock: Clock;
  readonly ask: () => Promise<Result<'refreshToken'>>;
  readonly onToken?: ((token: string) => void) | undefined;
};

/** The join token, renewed long before it runs out, so that it is good for a seat whenever one has to be taken. */
export class TokenKeeper {
  readonly #options: Options;
  #token: string | undefined;
  #cancel: () => void = () => undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#token = options.token;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** The seat is taken: its token lives that long, or it needs none. */
  keep(expiresInMs: number | undefined): void {
    this.pause();
    if (expiresInMs === undefined) return;
    // Half of it is left for tries that fail, and for being away.
    this.#cancel = this.#options.clock.after(expiresInMs / 2, () => void this.#renew());
  }

  /** Nobody to ask until the seat is taken again. */
  pause(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }

  async #renew(): Promise<void> {
    const { ask, clock, onToken } = this.#options;
    // A try whose answer comes when the connection is another one must not plan the next.
    let isCurrent = true;
    this.#cancel = () => void (isCurrent = false);
    try {
      const { token, tokenExpiresInMs } = await ask();
      this.#token = token;
      onToken?.(token);
      if (isCurrent) this.keep(tokenExpiresInMs);
    } catch {
      // Whatever it was: the seat ends when none of these succeeds, and then the server says so.
      if (isCurrent) this.#cancel = clock.after(RETRY_MS, () => void this.#renew());
    }
  }
}

const RETRY_MS = 5_000;
