import type { LinksMeasured } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

/** What the sfu last said of the links of this call, while it is news. */
export class LinkReports {
  readonly #clock: Clock;
  #last: { readonly links: LinksMeasured; readonly at: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hear(links: LinksMeasured): void {
    this.#last = { links, at: this.#clock.now() };
  }

  /** Undefined when nothing was said of late: after a loss, of the server or of the connection, nothing is known. */
  get fresh(): LinksMeasured | undefined {
    return this.#last && this.#clock.now() - this.#last.at <= FRESH_MS ? this.#last.links : undefined;
  }
}

/** Two rounds of the sfu (LK1), and some. */
const FRESH_MS = 25_000;
