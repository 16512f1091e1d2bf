import { STATUS_CODES } from 'node:http';
import type { BlockList } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MessageSocket } from '@confab/rpc';
import type { Metrics } from '../metrics.ts';
import type { SocketServer, Upgrade } from '../ws/webSockets.ts';
import { isOriginAllowed } from './isOriginAllowed.ts';
import { requestedHost } from './requestedHost.ts';

export type UpgradeOptions = {
  readonly sockets: SocketServer;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: BlockList;
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
  readonly onSocket: (socket: MessageSocket) => void;
};

/** Judges an upgrade before it becomes a WebSocket; what is refused gets an HTTP answer. */
export function createUpgradeHandler(options: UpgradeOptions): (upgrade: Upgrade) => void {
  return (upgrade) => {
    // A socket that breaks off meanwhile must not bring the process down.
    upgrade.socket.on('error', () => upgrade.socket.destroy());
    const refusal = judge(upgrade, options);
    if (refusal) {
      options.metrics.rejected(refusal.status);
      refuse(upgrade.socket, refusal);
    } else options.sockets.accept(upgrade, options.onSocket);
  };
}

type Refusal = { readonly status: 403 | 404 | 503; readonly code: string; readonly message: string };

function judge({ request }: Upgrade, options: UpgradeOptions): Refusal | undefined {
  const path = request.url?.split('?')[0];
  if (path !== '/ws') return { status: 404, code: 'notFound', message: 'there is no WebSocket here' };
  const hop = { headers: request.headers, remoteAddress: request.socket.remoteAddress };
  const host = requestedHost(hop, options.trustedProxies);
  if (!isOriginAllowed(request.headers.origin, host, options.allowedOrigins)) {
    return { status: 403, code: 'forbidden', message: 'this origin may not connect' };
  }
  if (options.isStopping()) return { status: 503, code: 'unavailable', message: 'the server is closing' };
  return undefined;
}

function refuse(socket: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ];
  socket.end(lines.join('\r\n'), () => socket.destroy());
}
