import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes, earlyFrames, MAX_CLIENT_FRAME_BYTES } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { ClientOptions, ServerOptions } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Dial } from '../sfu/SfuLink.ts';
import { TokenBucket } from '../sessions/TokenBucket.ts';
import { readEarlyFrames } from './readEarlyFrames.ts';
import { startHeartbeat } from './startHeartbeat.ts';

/** The only file that knows ws. Both ends of ours become a MessageSocket with a heartbeat. */

/** Against messages in countless pieces, compression bombs, and sockets that never finish closing. */
const limits = {
  maxFragments: 1_024,
  maxBufferedChunks: 4_096,
  perMessageDeflate: false,
  closeTimeout: 2_000,
} as const;

export type Upgrade = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

export type SocketServer = {
  /** Turns an upgrade that has been judged into a socket. */
  accept(upgrade: Upgrade, onSocket: (socket: MessageSocket) => void): void;
  /** Ends what has not ended by itself. */
  terminateAll(): void;
};

export function createSocketServer(clock: Clock): SocketServer {
  const options: ServerOptions & typeof limits = {
    ...limits,
    noServer: true,
    maxPayload: MAX_CLIENT_FRAME_BYTES,
    // A client that offers some fails without an answer; ours says by it whether its frames were taken (EN8).
    handleProtocols: ([first], request) => (earlyFramesOf(request) ? earlyFrames.protocol : (first ?? false)),
  };
  const server = new WebSocketServer(options);
  return {
    accept: ({ request, socket, head }, onSocket) =>
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const accepted = new TextSocket(webSocket, clock);
        onSocket(accepted);
        for (const frame of earlyFramesOf(request) ?? []) accepted.hear(frame);
      }),
    terminateAll() {
      for (const webSocket of server.clients) webSocket.terminate();
    },
  };
}

const earlyFramesOf = ({ headers }: IncomingMessage) => readEarlyFrames(headers['sec-websocket-protocol']);

/** Opens sockets to the sfu. */
export function createDial({ url, secret, clock }: { url: string; secret: string; clock: Clock }): Dial {
  return (events) => {
    const options: ClientOptions & typeof limits = {
      ...limits,
      headers: { authorization: `Bearer ${secret}` },
      maxPayload: MAX_SFU_FRAME_BYTES,
      // A fact right behind an answer would else be heard before the code that awaits the answer goes on.
      allowSynchronousEvents: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      followRedirects: false,
    };
    const webSocket = new WebSocket(url, options);
    const fail = (cause: Error) =>
      events.onFailed({ isRefused: 'code' in cause && cause.code === 'ECONNREFUSED', cause });
    webSocket.once('error', fail);
    webSocket.once('open', () => {
      webSocket.off('error', fail);
      events.onOpen(new TextSocket(webSocket, clock));
    });
    return () => {
      webSocket.off('error', fail);
      webSocket.on('error', () => undefined); // Ending a socket that is still connecting is an error to ws.
      webSocket.terminate();
    };
  };
}

/** One object for each socket, and few around it: with thousands of them, memory is what a message waits for. */
class TextSocket implements MessageSocket {
  readonly #webSocket: WebSocket;
  readonly #clock: Clock;
  #heardAt: number;
  #hasEnded = false;
  #onMessage: (text: string) => void = () => undefined;
  #onClose: (code: number, reason: string) => void = () => undefined;
  readonly #stopHeartbeat: () => void;

  constructor(webSocket: WebSocket, clock: Clock) {
    this.#webSocket = webSocket;
    this.#clock = clock;
    this.#heardAt = clock.now();
    this.#stopHeartbeat = startHeartbeat({
      clock,
      heardAt: () => this.#heardAt,
      ping: () => webSocket.ping(),
      onDead: () => webSocket.terminate(),
    });
    webSocket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary));
    const control = new TokenBucket(clock);
    const onControl = () => {
      this.#heardAt = clock.now();
      if (control.take() === 'flood') this.close(closeCodes.policy, 'too many pings');
    };
    // Answered by ws, which ends whoever has 60 answers unread.
    webSocket.on('ping', onControl);
    webSocket.on('pong', onControl);
    // Over at once, as after a close: who breaks the protocol (ws tells them by a close code) is not served while it agrees to that.
    webSocket.on('error', (cause) => this.#end(faultCodeOf(cause), 'broken'));
    webSocket.on('close', (code, reason) => this.#end(code, reason.toString()));
  }

  send(text: string): void {
    if (!this.#hasEnded) this.#webSocket.send(text);
  }

  close(code: number, reason: string): void {
    if (this.#hasEnded) return;
    this.#webSocket.close(code, reason);
    // To us it is over now; ws waits for the other end's agreement, and not for ever.
    this.#end(code, reason);
  }

  bufferedBytes(): number {
    return this.#webSocket.bufferedAmount;
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#onClose = listener;
  }

  hear(text: string): void {
    if (!this.#hasEnded) this.#onMessage(text);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#hasEnded) return;
    this.#heardAt = this.#clock.now();
    if (isBinary) this.close(closeCodes.badFrame, 'not text');
    else this.#onMessage(data.toString());
  }

  #end(code: number, reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stopHeartbeat();
    this.#onClose(code, reason);
  }
}

/** The close code for what ws could not read; 1006 when it is the network that failed. */
function faultCodeOf(cause: Error): number {
  const code = 'code' in cause ? String(cause.code) : '';
  if (!code.startsWith('WS_ERR_')) return 1006;
  return faultCodes.get(code) ?? closeCodes.protocolError;
}

const faultCodes: ReadonlyMap<string, number> = new Map([
  ['WS_ERR_INVALID_UTF8', closeCodes.notUtf8],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', closeCodes.policy],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', closeCodes.tooBig],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooBig],
]);

/** The offers of a crowded room, some kilobytes each. */
const MAX_SFU_FRAME_BYTES = 16 * 1024 * 1024;
const HANDSHAKE_TIMEOUT_MS = 3_000;
