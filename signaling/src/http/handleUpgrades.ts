import { STATUS_CODES } from 'node:http';
import type { BlockList } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MessageSocket } from '@confab/rpc';
import type { Metrics } from '../metrics.ts';
import type { SocketServer, Upgrade } from '../ws/webSockets.ts';
import type { AddressLimits, Refusal as LimitRefusal } from './AddressLimits.ts';
import { isOriginAllowed } from './isOriginAllowed.ts';
import type { Hop } from './requestedHost.ts';
import { requestedHost } from './requestedHost.ts';

export type UpgradeOptions = {
  readonly sockets: SocketServer;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: BlockList;
  readonly limits: AddressLimits;
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
  /** `address`: under which the visitor's limits are counted. */
  readonly onSocket: (socket: MessageSocket, address: string) => void;
};

/** Judges an upgrade before it becomes a WebSocket; what is refused gets an HTTP answer. */
export function createUpgradeHandler(options: UpgradeOptions): (upgrade: Upgrade) => void {
  return (upgrade) => {
    // A socket that breaks off meanwhile must not bring the process down.
    upgrade.socket.on('error', () => upgrade.socket.destroy());
    void admit(upgrade, options);
  };
}

async function admit(upgrade: Upgrade, options: UpgradeOptions): Promise<void> {
  const { limits, metrics, sockets, onSocket } = options;
  const hop = toHop(upgrade);
  const deny = (refusal: Refusal) => {
    metrics.rejected(refusal.status);
    refuse(upgrade.socket, refusal);
  };
  const tooMany = await limits.judge(hop, 'upgrade');
  const refusal = tooMany ? toRefusal(tooMany) : judge(upgrade, options);
  if (refusal) return deny(refusal);
  const place = limits.takeSocket(hop);
  if ('refusal' in place) return deny(toRefusal(place.refusal));
  upgrade.socket.once('close', place.release);
  // It may have been closed already, and then says so no more.
  if (upgrade.socket.destroyed) place.release();
  else sockets.accept(upgrade, (socket) => onSocket(socket, limits.keyOf(hop)));
}

const toHop = ({ request }: Upgrade): Hop => ({
  headers: request.headers,
  remoteAddress: request.socket.remoteAddress,
});

const toRefusal = ({ status, message, retryAfterSeconds }: LimitRefusal): Refusal => ({
  status,
  code: status === 429 ? 'rateLimited' : 'unavailable',
  message,
  retryAfterSeconds,
});

type Refusal = {
  readonly status: 403 | 404 | LimitRefusal['status'];
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
};

function judge(upgrade: Upgrade, options: UpgradeOptions): Refusal | undefined {
  const { request } = upgrade;
  const path = request.url?.split('?')[0];
  if (path !== '/ws') return { status: 404, code: 'notFound', message: 'there is no WebSocket here' };
  const host = requestedHost(toHop(upgrade), options.trustedProxies);
  if (!isOriginAllowed(request.headers.origin, host, options.allowedOrigins)) {
    return { status: 403, code: 'forbidden', message: 'this origin may not connect' };
  }
  if (options.isStopping()) return { status: 503, code: 'unavailable', message: 'the server is closing' };
  return undefined;
}

function refuse(socket: Duplex, { status, code, message, retryAfterSeconds }: Refusal): void {
  const body = JSON.stringify({ error: { code, message } });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ];
  socket.end(lines.join('\r\n'), () => socket.destroy());
}
