import { readFileSync } from 'node:fs';
import { systemClock } from '@confab/rpc';
import { WebSocket } from 'ws';
import { parseConfig } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { silentLog } from '../../src/log.ts';
import { startServer } from '../../src/startServer.ts';

export const SFU_SECRET = 'thirty-two-bytes-or-more-of-a-secret';

/** The real server in this process, on a free port. Without SFU_URL nobody answers it. */
export async function startTestServer(env: Readonly<Record<string, string>> = {}, log: Log = silentLog) {
  const all = { PORT: '0', SFU_URL: 'ws://127.0.0.1:9', SFU_SECRET, ...env };
  const parsed = parseConfig(all, (path) => readFileSync(path, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  const server = await startServer(parsed.config, { clock: systemClock, log });
  return { ...server, base: `http://127.0.0.1:${server.port}`, origin: `http://127.0.0.1:${server.port}` };
}

export type Outcome = { readonly code: number; readonly reason: string };

/** A plain WebSocket as a browser page of this origin would open it. */
export function openSocket(
  port: number,
  headers: Readonly<Record<string, string>> = {},
  protocols: readonly string[] = [],
) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, [...protocols], {
    headers: { origin: `http://127.0.0.1:${port}`, ...headers },
  });
  const received: string[] = [];
  socket.on('message', (message: Buffer) => received.push(message.toString()));
  const closed = new Promise<Outcome>((resolve) => {
    socket.on('error', () => undefined); // A close follows.
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  opened.catch(() => undefined);
  /** The HTTP status that the upgrade was refused with. */
  const refused = new Promise<number>((resolve) => {
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
      socket.terminate();
    });
  });
  return { socket, received, opened, closed, refused };
}
