import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ServicesOptions = {
  /** The mediasoup-worker program. */
  readonly workerBin: string;
  /** How many sfu processes; 1 unless said otherwise. */
  readonly sfus?: number;
  /** The control ports of sfus that run already, with the secret of tests: none is started then. */
  readonly sfuPorts?: readonly number[];
  /** Of each sfu. */
  readonly workers?: number;
  /** What is built instead of the sources: as it is shipped, and faster. */
  readonly isBuilt?: boolean;
  readonly sfuEnv?: Readonly<Record<string, string>>;
  readonly signalingEnv?: Readonly<Record<string, string>>;
};

/** One process of ours. */
export type Service = {
  readonly pid: number;
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it is gone. */
  readonly exited: Promise<void>;
};

export type Services = {
  readonly sfus: readonly Service[];
  readonly signaling: Service;
  /** Where a client opens its WebSocket. */
  readonly url: string;
  readonly base: string;
  stop(): Promise<void>;
};

const SECRET = 'a-secret-of-at-least-32-bytes-for-tests';
const READY_WITHIN_MS = 30_000;

/** Starts sfu and signaling as processes of their own, on free ports, and resolves when people may enter. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { workerBin, sfuPorts, sfus: count = sfuPorts ? 0 : 1, workers = 1, isBuilt = false } = options;
  const started: Service[] = [];
  const start = async (part: 'sfu' | 'signaling', env: Readonly<Record<string, string>>) => {
    const service = await startService(part, { isBuilt, env });
    started.push(service);
    return service;
  };
  const stop = async () => {
    for (const service of started) service.signal('SIGTERM');
    await Promise.all(started.map(({ exited }) => exited));
  };
  try {
    const sfus = await Promise.all(
      Array.from({ length: count }, () =>
        start('sfu', {
          SFU_PORT: '0',
          MEDIASOUP_PORT: '0',
          MEDIASOUP_NUM_WORKERS: String(workers),
          MEDIASOUP_WORKER_BIN: workerBin,
          ...options.sfuEnv,
        }),
      ),
    );
    const signaling = await start('signaling', {
      PORT: '0',
      SFU_URL: (sfuPorts ?? sfus.map(({ port }) => port)).map((port) => `ws://127.0.0.1:${port}`).join(','),
      ...options.signalingEnv,
    });
    const base = `http://127.0.0.1:${signaling.port}`;
    await untilReady(base);
    return { sfus, signaling, base, url: `ws://127.0.0.1:${signaling.port}/ws`, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

type StartOptions = { readonly isBuilt: boolean; readonly env: Readonly<Record<string, string>> };

async function startService(part: 'sfu' | 'signaling', { isBuilt, env }: StartOptions): Promise<Service> {
  const root = new URL('../../../../', import.meta.url);
  const main = fileURLToPath(new URL(isBuilt ? `${part}/dist/main.js` : `${part}/src/main.ts`, root));
  const child = fork(main, [], {
    execArgv: isBuilt ? [] : ['--conditions=confab-source', '--import', 'tsx'],
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'silent', SFU_SECRET: SECRET, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(() => undefined);
  const [message] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error(`${part} ended before it was ready`))),
  ])) as [{ readonly port: number }];
  return { pid: child.pid ?? 0, port: message.port, signal: (signal) => void signalTo(child, signal), exited };
}

const signalTo = (child: ChildProcess, signal: NodeJS.Signals) => child.kill(signal);

/** Signaling opens its rooms when it has met an sfu. */
async function untilReady(base: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { status } = await fetch(`${base}/readyz`);
    if (status === 200) return;
    if (Date.now() > deadline) throw new Error(`signaling is not ready: ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
