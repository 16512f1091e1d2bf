import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes, MAX_CLIENT_FRAME_BYTES } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { ClientOptions, ServerOptions } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Dial } from '../sfu/SfuLink.ts';
import { TokenBucket } from '../sessions/TokenBucket.ts';
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
  const options: ServerOptions & typeof limits = { ...limits, noServer: true, maxPayload: MAX_CLIENT_FRAME_BYTES };
  const server = new WebSocketServer(options);
  return {
    accept: ({ request, socket, head }, onSocket) =>
      server.handleUpgrade(request, socket, head, (webSocket) => onSocket(toMessageSocket(webSocket, clock))),
    terminateAll() {
      for (const webSocket of server.clients) webSocket.terminate();
    },
  };
}

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
      events.onOpen(toMessageSocket(webSocket, clock));
    });
    return () => {
      webSocket.off('error', fail);
      webSocket.on('error', () => undefined); // Ending a socket that is still connecting is an error to ws.
      webSocket.terminate();
    };
  };
}

function toMessageSocket(webSocket: WebSocket, clock: Clock): MessageSocket {
  let onMessage: (text: string) => void = () => undefined;
  let onClose: (code: number, reason: string) => void = () => undefined;
  let hasEnded = false;
  const heartbeat = startHeartbeat({
    clock,
    ping: () => webSocket.ping(),
    onDead: () => webSocket.terminate(),
  });

  const end = (code: number, reason: string) => {
    if (hasEnded) return;
    hasEnded = true;
    heartbeat.stop();
    onClose(code, reason);
  };
  const close = (code: number, reason: string) => {
    if (hasEnded) return;
    webSocket.close(code, reason);
    // To us it is over now; ws waits for the other end's agreement, and not for ever.
    end(code, reason);
  };

  webSocket.on('message', (data: Buffer, isBinary) => {
    if (hasEnded) return;
    heartbeat.heard();
    if (isBinary) close(closeCodes.badFrame, 'not text');
    else onMessage(data.toString());
  });
  const control = new TokenBucket(clock);
  const onControl = () => {
    heartbeat.heard();
    if (control.take() === 'flood') close(closeCodes.policy, 'too many pings');
  };
  // Answered by ws, which ends whoever has 60 answers unread.
  webSocket.on('ping', onControl);
  webSocket.on('pong', onControl);
  // Over at once, as above: who breaks the protocol (ws tells them by a close code) is not served while it agrees to that.
  webSocket.on('error', (cause) => end(faultCodeOf(cause), 'broken'));
  webSocket.on('close', (code, reason) => end(code, reason.toString()));

  return {
    send: (text) => void (hasEnded || webSocket.send(text)),
    close,
    bufferedBytes: () => webSocket.bufferedAmount,
    onMessage: (listener) => void (onMessage = listener),
    onClose: (listener) => void (onClose = listener),
  };
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
