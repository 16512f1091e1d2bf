import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeCodes, PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@confab/protocol';
import { CONTROL_PATH } from '@confab/protocol/control';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { EXIT_CONFIG, EXIT_UNAVAILABLE, StartError } from '../StartError.ts';
import { isAuthorized } from './isAuthorized.ts';

export type ControlServerOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly secret: string;
  readonly clock: Clock;
  readonly onLink: (socket: MessageSocket) => void;
};

/** Signaling is trusted; this only keeps a mistake from filling the memory. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** How long an end that does not answer a close is waited for. */
const CLOSE_DEADLINE_MS = 1_000;

/** Where signaling links up: WebSockets at CONTROL_PATH, for those who know the secret. The one file that knows ws. */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #http: Server;
  readonly #ws = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(options: ControlServerOptions) {
    this.#options = options;
    this.#http = createServer((_, response) => response.writeHead(404).end());
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  /**
   * Resolves with the port.
   *
   * @throws StartError
   */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#http.once('error', (cause: NodeJS.ErrnoException) => reject(toStartError(cause, host, port)));
      this.#http.listen(port, host, () => resolve(portOf(this.#http.address()) ?? port));
    });
  }

  /** Resolves when the port is free again and every socket gone. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    for (const socket of this.#ws.clients) socket.close(closeCodes.goingAway);
    const cancel = this.#options.clock.after(CLOSE_DEADLINE_MS, () => {
      for (const socket of this.#ws.clients) socket.terminate();
    });
    this.#http.closeIdleConnections();
    await closed;
    cancel();
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { secret, clock, onLink } = this.#options;
    const [path] = (request.url ?? '').split('?');
    // Whoever is refused may reset the connection while it is told so.
    socket.on('error', () => socket.destroy());
    if (!isAuthorized(request.headers.authorization, secret)) refuse(socket, '401 Unauthorized');
    else if (path !== CONTROL_PATH) refuse(socket, '404 Not Found');
    else this.#ws.handleUpgrade(request, socket, head, (ws) => onLink(toMessageSocket(ws, clock)));
  }
}

const refuse = (socket: Duplex, status: string) =>
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);

const portOf = (address: AddressInfo | string | null): number | undefined =>
  typeof address === 'object' ? address?.port : undefined;

function toMessageSocket(ws: WebSocket, clock: Clock): MessageSocket {
  const stopPinging = keepAlive(ws, clock);
  // What is wrong is told by the close event that follows.
  ws.on('error', () => undefined);
  ws.on('close', stopPinging);
  return {
    send: (text) => {
      if (ws.readyState === ws.OPEN) ws.send(text);
    },
    close: (code, reason) => ws.close(code, reason),
    bufferedBytes: () => ws.bufferedAmount,
    onMessage: (listener) =>
      void ws.on('message', (data, isBinary) => {
        if (isBinary) ws.close(closeCodes.badFrame, 'not text');
        // One Buffer, as binaryType is the default `nodebuffer`.
        else if (data instanceof Buffer) listener(data.toString());
      }),
    onClose: (listener) => void ws.on('close', (code, reason) => listener(code, reason.toString())),
  };
}

/** Pings, and ends a socket from which nothing has come for PING_TIMEOUT_MS. */
function keepAlive(ws: WebSocket, clock: Clock): () => void {
  let lastHeardAt = clock.now();
  const onHeard = () => (lastHeardAt = clock.now());
  for (const event of ['message', 'ping', 'pong'] as const) ws.on(event, onHeard);
  const tick = () => {
    if (clock.now() - lastHeardAt >= PING_TIMEOUT_MS) {
      ws.terminate();
      return;
    }
    ws.ping();
    cancel = clock.after(PING_INTERVAL_MS, tick);
  };
  let cancel = clock.after(PING_INTERVAL_MS, tick);
  return () => cancel();
}

function toStartError(cause: NodeJS.ErrnoException, host: string, port: number): StartError {
  if (cause.code === 'EADDRINUSE')
    return new StartError(
      EXIT_UNAVAILABLE,
      `Port ${port} on ${host} is taken, the sfu's control server needs it: ` +
        'stop the program that has it, or set SFU_PORT (and SFU_URL of signaling) to another one.',
      { cause },
    );
  if (cause.code === 'EACCES')
    return new StartError(EXIT_CONFIG, `Port ${port} may not be opened by this user: set SFU_PORT to one above 1023.`, {
      cause,
    });
  return new StartError(
    EXIT_CONFIG,
    `The control server cannot listen on ${host} (${cause.code}): set SFU_HOST to an address of this machine.`,
    { cause },
  );
}
