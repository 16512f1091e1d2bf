import type { NotificationOf, Notifications, Params, Requests, Result, RoomId } from '@confab/protocol';
import { notifications, PROTOCOL_VERSION, requests, toWireError } from '@confab/protocol';
import { Caller, systemClock } from '@confab/rpc';
import { WebSocket } from 'ws';

export type RoomLinkOptions = {
  /** Signaling's WebSocket: ws://host:port/ws or wss://. */
  readonly url: string;
  readonly onNotification: (notification: NotificationOf<Notifications>) => void;
  readonly onClosed: (code: number) => void;
};

type AskedMethod =
  | 'join'
  | 'startReceiving'
  | 'connectTransport'
  | 'produce'
  | 'setMuted'
  | 'resumeConsumers'
  | 'leave';

const DEADLINE_MS = 20_000;
const MAX_ATTEMPTS = 5;
const AGAIN_AFTER_MS = 500;

/** The socket to signaling, asked and heard as the contract says. The one file that knows ws. */
export class RoomLink {
  readonly #socket: WebSocket;
  readonly #caller: Caller<Requests, Notifications>;
  /** What the server said that breaks the contract. */
  readonly faults: string[] = [];

  static async open(options: RoomLinkOptions): Promise<RoomLink> {
    // Signaling asks for one, as browsers send it: the page's own.
    const origin = options.url.replace(/^ws/, 'http').replace(/(?<=\w)\/.*$/, '');
    const socket = new WebSocket(options.url, { headers: { origin } });
    const link = new RoomLink(socket, options);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return link;
  }

  private constructor(socket: WebSocket, { onNotification, onClosed }: RoomLinkOptions) {
    this.#socket = socket;
    // What is wrong is told by the close that follows.
    socket.on('error', () => undefined);
    this.#caller = new Caller<Requests, Notifications>({
      socket: {
        send: (text) => socket.send(text),
        close: (code, reason) => socket.close(code, reason),
        bufferedBytes: () => socket.bufferedAmount,
        onMessage: (listener) => void socket.on('message', (data: Buffer) => listener(data.toString())),
        onClose: (listener) => void socket.on('close', (code, reason) => listener(code, reason.toString())),
      },
      clock: systemClock,
      requests,
      notifications,
      deadlineMs: DEADLINE_MS,
      onNotification,
      onFault: (what) => void this.faults.push(what),
      onClosed,
    });
  }

  /** As every client does: what may be tried again is. The sfu of a busy machine may answer late. */
  async ask<M extends AskedMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#caller.call(method, params);
      } catch (cause) {
        if (attempt === MAX_ATTEMPTS || !toWireError(cause).retryable || this.#caller.isClosed) throw cause;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    }
  }

  join(entry: { readonly roomId: string; readonly displayName: string; readonly token?: string }) {
    const { roomId, ...rest } = entry;
    return this.ask('join', { protocolVersion: PROTOCOL_VERSION, roomId: roomId as RoomId, ...rest });
  }

  close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    const closed = new Promise<void>((resolve) => void this.#socket.once('close', () => resolve()));
    this.#socket.close();
    return closed;
  }
}
