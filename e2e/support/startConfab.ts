import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, ServerProcess } from '@confab/testkit';
import type { ProcessInfo } from './descendantsOf.ts';
import { descendantsOf, isAlive } from './descendantsOf.ts';

const LAUNCHER = fileURLToPath(new URL('../../apps/confab/bin/confab.mjs', import.meta.url));
const READY = /^Confab is ready at (\S+)$/m;
const START_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 60_000;

const programs = {
  sfu: '/sfu/dist/main.js',
  signaling: '/signaling/dist/main.js',
  // The oldest one: the newest waits for its place.
  worker: 'mediasoup-worker ',
} as const;
type Service = keyof typeof programs;

export type RunningConfab = {
  readonly url: string;
  /** Ends the process of this service, without a warning unless said otherwise, and waits until another one is in its place. */
  kill(service: Service, signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal to the process of this service, and does not wait; says which process it was. */
  signal(service: Service, signal: NodeJS.Signals): number;
  /** The process of this service, whichever that is at the time. */
  process(service: Service): ServerProcess;
  /** Every process of it that runs now. */
  processes(): readonly ProcessInfo[];
  /** Stops everything as Ctrl-C does, and fails when a process is left. */
  stop(): Promise<void>;
};

/** Starts the whole of Confab as `npm start` does, on ports of its own, with what `env` says besides. */
export async function startConfab(env: Readonly<Record<string, string>> = {}): Promise<RunningConfab> {
  const launcher = spawn(process.execPath, [LAUNCHER, 'start'], {
    env: {
      ...process.env,
      PORT: '0',
      MEDIASOUP_PORT: '0',
      MEDIASOUP_NUM_WORKERS: '1',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever ends the test run: nothing that it has started outlives it.
  const killWithUs = () => void launcher.kill();
  process.once('exit', killWithUs);
  const { promise: ended, resolve: end } = deferred<number | null>();
  launcher.once('exit', end);
  const { pid } = launcher;
  if (pid === undefined) throw new Error('the launcher has no process');
  const url = await readUrl(launcher, ended);
  const pidOf = (service: Service) =>
    descendantsOf(pid).find(({ command }) => command.includes(programs[service]))?.pid;

  const processOf = (service: Service) => new ServerProcess(() => pidOf(service));

  return {
    url,
    async kill(service, signal = 'SIGKILL') {
      const victim = processOf(service).kill(signal);
      await expect.poll(() => pidOf(service) ?? victim, `a new ${service}`).not.toBe(victim);
    },
    signal: (service, signal) => processOf(service).kill(signal),
    process: processOf,
    processes: () => [{ pid, command: 'launcher' }, ...descendantsOf(pid)],
    async stop() {
      const all = [pid, ...descendantsOf(pid).map((one) => one.pid)];
      launcher.kill('SIGTERM');
      process.off('exit', killWithUs);
      const poll = expect.poll(() => all.filter(isAlive), {
        message: 'processes left behind',
        timeout: STOP_WITHIN_MS,
      });
      await poll.toEqual([]);
      expect(await ended, 'the exit code of the launcher').toBe(0);
    },
  };
}

type Launcher = ReturnType<typeof spawn>;

function readUrl(launcher: Launcher, ended: Promise<number | null>): Promise<string> {
  const { promise, resolve, reject } = deferred<string>();
  let printed = '';
  const giveUp = (why: string) => reject(new Error(`Confab did not start: ${why}\n${printed}`));
  const timer = setTimeout(() => {
    giveUp(`it was not ready within ${START_WITHIN_MS} ms`);
    launcher.kill();
  }, START_WITHIN_MS);
  launcher.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    const address = READY.exec(printed)?.[1];
    if (address !== undefined) resolve(address);
  });
  launcher.stderr?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    process.stderr.write(chunk);
  });
  void ended.then((code) => giveUp(`it ended with code ${code}`));
  return promise.finally(() => clearTimeout(timer));
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (cause: Error) => void;
  const promise = new Promise<T>((onValue, onError) => ([resolve, reject] = [onValue, onError]));
  return { promise, resolve, reject };
}
