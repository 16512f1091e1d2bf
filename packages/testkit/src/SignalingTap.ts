import type { Page, WebSocketRoute } from '@playwright/test';
import { Departures } from './network/Departures.ts';
import { pageContract } from './pageContract.ts';

/** One of the codes that are free for private use (RFC 6455, section 7.4.2), and that a page has no meaning for. */
const CUT = { code: 4999, reason: 'cut by the test' };

type Message = string | Buffer;
type Side = { readonly end: WebSocketRoute; readonly held: Message[]; deliveredAtMs: number };
type Connection = { readonly page: Side; readonly server: Side };

/** Stands in the connection between a page and signaling, so that a test can break it. */
export class SignalingTap {
  readonly #connections = new Set<Connection>();
  readonly #departures = new Departures();
  #isCut = false;
  #delayMs = 0;
  /** How many more requests of each method are kept from the server. */
  readonly #swallowed = new Map<string, number>();
  #mended: PromiseWithMend | undefined;

  /** Before the page is opened. */
  async attachTo(page: Page, path: string = pageContract.signalingPath): Promise<void> {
    await page.routeWebSocket(
      ({ pathname }) => pathname === path,
      (socket) => this.#onOpen(socket),
    );
  }

  /** Both ends lose the other one at the same time, with this close code, and the page gets no new connection until `mend`. */
  async cut(how: { readonly code: number; readonly reason?: string } = CUT): Promise<void> {
    this.#isCut = true;
    await this.#closeAll(how);
  }

  /** Both ends lose the other one at the same time; the page may connect again at once. */
  async drop(how: { readonly code: number; readonly reason?: string } = CUT): Promise<void> {
    await this.#closeAll(how);
  }

  /** Half-open: nothing gets through, neither end is told, and new connections hang, until `mend`. */
  stall(): void {
    this.#mended ??= createMend();
  }

  /** Each message is late by so much, both ways. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /**
   * The next requests of this method never reach the server, and the page is told that they were carried out: what
   * depends on them fails behind everyone's back.
   */
  swallow(method: string, times = 1): void {
    this.#swallowed.set(method, times);
  }

  mend(): void {
    this.#isCut = false;
    this.#delayMs = 0;
    this.#mended?.mend();
    this.#mended = undefined;
    for (const { page, server } of this.#connections) {
      for (const side of [page, server]) for (const message of side.held.splice(0)) this.#deliver(side, message);
    }
  }

  async #closeAll(how: { readonly code: number; readonly reason?: string }): Promise<void> {
    const all = [...this.#connections];
    this.#connections.clear();
    await Promise.all(all.flatMap(({ page, server }) => [page.end.close(how), server.end.close(how)]));
  }

  async #onOpen(socket: WebSocketRoute): Promise<void> {
    await this.#mended?.promise;
    if (this.#isCut) return socket.close(CUT);
    const page: Side = { end: socket, held: [], deliveredAtMs: 0 };
    const server: Side = { end: socket.connectToServer(), held: [], deliveredAtMs: 0 };
    const connection = { page, server };
    this.#connections.add(connection);
    this.#join(connection, page, server);
    this.#join(connection, server, page);
  }

  #join(connection: Connection, from: Side, to: Side): void {
    from.end.onMessage((message) => {
      if (!this.#connections.has(connection)) return;
      const answer = from === connection.page ? this.#swallow(message) : undefined;
      if (answer !== undefined) return this.#deliver(from, answer);
      if (this.#mended) to.held.push(message);
      else this.#deliver(to, message);
    });
    from.end.onClose((code, reason) => {
      if (!this.#connections.delete(connection)) return;
      const close = () => void to.end.close({ ...(code !== undefined && { code }), ...(reason && { reason }) });
      if (this.#mended) void this.#mended.promise.then(close);
      else close();
    });
  }

  /** The answer to a request that is to go no further; undefined for everything else. */
  #swallow(message: Message): string | undefined {
    const { t, id, method } = JSON.parse(String(message)) as {
      readonly t?: string;
      readonly id?: string;
      readonly method?: string;
    };
    const left = t === 'req' && method !== undefined ? (this.#swallowed.get(method) ?? 0) : 0;
    if (left === 0 || method === undefined) return undefined;
    this.#swallowed.set(method, left - 1);
    return JSON.stringify({ t: 'res', id, ok: true, result: {} });
  }

  #deliver(to: Side, message: Message): void {
    to.deliveredAtMs = Math.max(to.deliveredAtMs, performance.now() + this.#delayMs);
    if (this.#delayMs === 0) return to.end.send(message);
    this.#departures.at(to.deliveredAtMs, () => to.end.send(message));
  }
}

type PromiseWithMend = { readonly promise: Promise<void>; readonly mend: () => void };

function createMend(): PromiseWithMend {
  let mend!: () => void;
  const promise = new Promise<void>((resolve) => (mend = resolve));
  return { promise, mend };
}
