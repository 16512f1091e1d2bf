import type { Page, WebSocketRoute } from '@playwright/test';
import { pageContract } from './pageContract.ts';

/** One of the codes that are free for private use (RFC 6455, section 7.4.2), and that a page has no meaning for. */
const CUT = { code: 4999, reason: 'cut by the test' };

/** Stands in the connection between a page and signaling, so that a test can break it. */
export class SignalingTap {
  readonly #sides = new Set<WebSocketRoute>();
  #isCut = false;

  /** Before the page is opened. */
  async attachTo(page: Page): Promise<void> {
    await page.routeWebSocket(
      ({ pathname }) => pathname === pageContract.signalingPath,
      (socket) => this.#onOpen(socket),
    );
  }

  /** Both ends lose the other one at the same time, and the page gets no new connection until `mend`. */
  async cut(): Promise<void> {
    this.#isCut = true;
    const sides = [...this.#sides];
    this.#sides.clear();
    await Promise.all(sides.map((side) => side.close(CUT)));
  }

  mend(): void {
    this.#isCut = false;
  }

  #onOpen(socket: WebSocketRoute): Promise<void> | void {
    if (this.#isCut) return socket.close(CUT);
    this.#sides.add(socket).add(socket.connectToServer());
  }
}
