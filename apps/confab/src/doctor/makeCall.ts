import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { NodePeer } from '@confab/node-peer';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, note, problem } = finder('call');

type Env = Readonly<Record<string, string | undefined>>;
export type CallOptions = {
  readonly programs: { readonly sfu: string; readonly signaling: string };
  /** As of `confab start`, media ports and addresses included. */
  readonly env: Env;
  readonly workerBin: string;
  /** For the text: where browsers are told to send media. */
  readonly address: string;
};

const ENOUGH_PACKETS = 10;
const WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 5_000;

/** Starts both processes on the media ports that are set, and has two peers without a browser talk at the address that they announce. */
export async function makeCall(options: CallOptions): Promise<Finding> {
  const peers = await import('@confab/node-peer').catch(() => undefined);
  if (!peers)
    return note('No call was tried: the peers for it do not run on this system.', 'Open the page in two tabs instead.');
  const started: Service[] = [];
  try {
    const secret = randomBytes(32).toString('base64url');
    const base = { ...withoutDoors(options.env), SFU_SECRET: secret, LOG_LEVEL: 'silent' };
    const worker = { MEDIASOUP_NUM_WORKERS: '1', MEDIASOUP_WORKER_BIN: options.workerBin };
    const sfu = await startService(options.programs.sfu, { ...base, ...worker, SFU_HOST: '127.0.0.1', SFU_PORT: '0' });
    started.push(sfu);
    const sfuUrl = `ws://127.0.0.1:${sfu.port}`;
    const signaling = await startService(options.programs.signaling, { ...base, PORT: '0', SFU_URL: sfuUrl });
    started.push(signaling);
    return await talk(peers, { port: signaling.port, address: options.address });
  } catch (cause) {
    return failed(cause, options.address);
  } finally {
    await Promise.all(started.map((service) => service.stop()));
  }
}

type Peers = { readonly NodePeer: typeof NodePeer };

async function talk(peers: Peers, { port, address }: { port: number; address: string }): Promise<Finding> {
  const deadline = performance.now() + WITHIN_MS;
  await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, deadline);
  const join = (displayName: string) =>
    peers.NodePeer.join({
      url: `ws://127.0.0.1:${port}/ws`,
      roomId: 'doctor',
      displayName,
      connectWithinMs: CONNECT_WITHIN_MS,
    });
  const ada = await join('Doctor');
  try {
    const ben = await join('Patient');
    try {
      await ada.send('microphone');
      const packets = () => ben.received()[0]?.packets ?? 0;
      const startedAt = performance.now();
      await until(async () => packets() >= ENOUGH_PACKETS, deadline);
      const tookMs = Math.round(performance.now() - startedAt);
      return ok(`Two peers on this machine talked at ${address}: ${packets()} packets after ${tookMs} ms.`);
    } finally {
      await ben.close();
    }
  } finally {
    await ada.close();
  }
}

/** Who asks from here needs no TLS, token or proxy; those are looked at on their own. */
function withoutDoors(env: Env): Env {
  const doors = /^(TLS_|JWT_SECRET|REQUIRE_TOKEN|API_KEY|PUBLIC_URL|ALLOWED_ORIGINS|TRUST_PROXY|WEB_ROOT|HOST$|SFU_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !doors.test(name)));
}

function failed(cause: unknown, address: string): Finding {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return problem(
    `No call came about at ${address} (${reason}).`,
    'Let UDP to the media ports through the firewall. Behind NAT a machine may not reach its own public address: ' +
      'then try from outside, and read this as a note.',
  );
}

type Service = { readonly port: number; stop(): Promise<void> };

async function startService(program: string, env: Env): Promise<Service> {
  const child = fork(program, [], { execArgv: [], env: { ...env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (data) => (said += String(data)));
  const exited = once(child, 'exit');
  const ended = exited.then(() => Promise.reject(new Error(said.trim() || 'a server ended at its start')));
  ended.catch(() => undefined);
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ readonly port: number }];
  return {
    port: message.port,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function until(isTrue: () => Promise<boolean>, deadline: number): Promise<void> {
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`nothing arrived within ${WITHIN_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
