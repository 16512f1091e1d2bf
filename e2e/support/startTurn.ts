import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const LISTEN_IP = '127.0.0.1';
const SECRET = 'the-secret-that-signaling-shares-with-the-relay';

export type TurnServer = {
  /** What signaling has to be told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks for a relay to this address, and gives what the program says that asked. */
  askRelayTo(address: string): Promise<string>;
  stop(): Promise<void>;
};

const find = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

/** Whether coturn is installed (Debian: `apt-get install coturn`). */
export const canRelay = find('turnserver') !== undefined && find('turnutils_uclient') !== undefined;

/** Starts a relay as docker-compose.yml does, on this machine alone: to `allowedIp`, and to nothing else. */
export async function startTurn(allowedIp: string): Promise<TurnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'confab-turn-'));
  const port = await freePort();
  const server = spawn(
    'turnserver',
    [
      '-n',
      `--listening-ip=${LISTEN_IP}`,
      `--listening-port=${port}`,
      `--relay-ip=${LISTEN_IP}`,
      '--use-auth-secret',
      `--static-auth-secret=${SECRET}`,
      '--realm=confab',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
      '--no-multicast-peers',
      // The sfu of a test is on this machine, too.
      '--allow-loopback-peers',
      '--denied-peer-ip=0.0.0.0-255.255.255.255',
      `--allowed-peer-ip=${allowedIp}`,
      `--userdb=${join(folder, 'users')}`,
      `--pidfile=${join(folder, 'pid')}`,
      '--log-file=stdout',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const killWithUs = () => void server.kill();
  process.once('exit', killWithUs);
  await listening(server);
  return {
    env: { TURN_URLS: `turn:${LISTEN_IP}:${port}?transport=udp`, TURN_SECRET: SECRET },
    askRelayTo(address) {
      const options = ['-p', String(port), '-W', SECRET, '-u', 'test', '-e', address, '-r', '9', '-n', '1', '-c'];
      return new Promise((resolve) => {
        // Being refused is a failure to the program, and what is asked for here.
        execFile('turnutils_uclient', [...options, LISTEN_IP], { timeout: 30_000 }, (_, out, err) =>
          resolve(out + err),
        );
      });
    },
    async stop() {
      process.off('exit', killWithUs);
      const exited = once(server, 'exit');
      if (server.exitCode === null && server.kill()) await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, LISTEN_IP);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Resolves when its threads are there, which it says last of all. */
function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('DB connection')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the relay ended with code ${code}\n${said}`)));
  });
}
