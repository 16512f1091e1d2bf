import { earlyFrames } from '@confab/protocol';
import type { MessageSocket } from '@confab/rpc';
import { toEarlyProtocols } from './toEarlyProtocols.ts';

/** Whether what is between us and the server lets frames through that go with the upgrade. */
type Way = { isProven: boolean; isDoubted: boolean };

/** Opens sockets of a browser. One opener for a page: it remembers what does not get through. */
export function createSocketOpener(open: OpenPlain = openPlain): (url: string) => MessageSocket {
  const way: Way = { isProven: false, isDoubted: false };
  return (url) => new BrowserSocket({ url, open, way });
}

/** What is needed here of a browser's WebSocket. */
type PlainSocket = Pick<WebSocket, 'protocol' | 'bufferedAmount' | 'send' | 'close'> & {
  readonly readyState: number;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
};
type OpenPlain = (url: string, protocols: readonly string[]) => PlainSocket;

const openPlain: OpenPlain = (url, protocols) => new WebSocket(url, [...protocols]);

type Options = { readonly url: string; readonly open: OpenPlain; readonly way: Way };

/**
 * A browser's WebSocket. What is sent before it is open waits; one that never opens closes with 1006. What is sent in the
 * turn in which it is made goes with the upgrade, which saves a round trip (EN8).
 */
class BrowserSocket implements MessageSocket {
  readonly #options: Options;
  readonly #waiting: string[] = [];
  #socket: PlainSocket | undefined;
  #isClosed = false;
  #onMessage: (text: string) => void = () => undefined;
  #onClose: (code: number, reason: string) => void = () => undefined;

  constructor(options: Options) {
    this.#options = options;
    // Now, for in a microtask nobody would hear of it.
    assertUrl(options.url);
    queueMicrotask(() => this.#isClosed || this.#open());
  }

  send(text: string): void {
    if (this.#isClosed) return;
    if (this.#socket?.readyState === OPEN) this.#socket.send(text);
    else if (!this.#socket || this.#socket.readyState === CONNECTING) this.#waiting.push(text);
  }

  close(code: number, reason: string): void {
    // Browsers refuse to send any other code.
    this.#socket?.close(code === 1000 || code >= 3000 ? code : 1000, reason);
    // The browser's own event waits for the other end, which may be gone.
    this.#end(code, reason);
  }

  bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#onClose = listener;
  }

  #open(): void {
    const { url, open, way } = this.#options;
    const early = way.isDoubted ? [] : toEarlyProtocols(this.#waiting);
    const socket = open(url, early);
    this.#socket = socket;
    let hasOpened = false;
    socket.addEventListener('open', () => {
      hasOpened = true;
      const isTaken = socket.protocol === earlyFrames.protocol;
      if (isTaken) way.isProven = true;
      // Those that it has taken are the first ones.
      const taken = isTaken ? early.filter((name) => name.startsWith(earlyFrames.prefix)).length : 0;
      for (const text of this.#waiting.splice(0).slice(taken)) socket.send(text);
    });
    socket.addEventListener('message', ({ data }) => {
      if (!this.#isClosed && typeof data === 'string') this.#onMessage(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      // Perhaps a proxy that refuses the header or takes it away. Perhaps not, but a round trip more harms nobody.
      if (!hasOpened && early.length > 0 && !way.isProven) way.isDoubted = true;
      this.#end(code, reason);
    });
  }

  #end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(code, reason);
  }
}

function assertUrl(url: string): void {
  const { protocol } = new URL(url, globalThis.location?.href);
  if (!['ws:', 'wss:', 'http:', 'https:'].includes(protocol)) throw new SyntaxError('no address of a WebSocket');
}

/** `WebSocket.CONNECTING` and `WebSocket.OPEN`. */
const CONNECTING = 0;
const OPEN = 1;
