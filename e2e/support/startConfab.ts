import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../apps/confab/bin/confab.mjs', import.meta.url));
const READY = /^Confab is ready at (\S+)$/m;
const START_DEADLINE_MS = 30_000;

export type RunningConfab = {
  readonly url: string;
  /** The pid of the process that runs this service, undefined while there is none. */
  pidOf(service: 'sfu' | 'signaling'): number | undefined;
  /** Stops everything as Ctrl-C does; resolves with the pids that should be gone and are not. */
  stop(): Promise<readonly number[]>;
};

/** Starts the whole of Confab as `npm start` does, on ports of its own. */
export async function startConfab(): Promise<RunningConfab> {
  const launcher = spawn(process.execPath, [LAUNCHER, 'start'], {
    env: { ...process.env, PORT: '0', MEDIASOUP_PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => void launcher.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const giveUp = (why: string) => reject(new Error(`Confab did not start: ${why}\n${printed}`));
    const timer = setTimeout(() => giveUp(`not ready within ${START_DEADLINE_MS} ms`), START_DEADLINE_MS);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const address = READY.exec(printed)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    };
    launcher.stdout.on('data', read);
    launcher.stderr.on('data', (chunk: Buffer) => {
      read(chunk);
      process.stderr.write(chunk);
    });
    launcher.once('exit', (code) => giveUp(`it ended with code ${code}`));
  });

  const { pid } = launcher;
  if (pid === undefined) throw new Error('the launcher has no pid');
  return {
    url,
    pidOf: (service) => descendantsOf(pid).find((one) => commandOf(one).includes(`/${service}/dist/main.js`)),
    async stop() {
      const family = [pid, ...descendantsOf(pid)];
      launcher.kill('SIGTERM');
      await exited;
      return family.filter(isAlive);
    },
  };
}

/** Children, their children and so on, as /proc tells. */
function descendantsOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number);
  return [...children, ...children.flatMap(descendantsOf)];
}

/** The fourth field of /proc/<pid>/stat; the second one is in brackets and may hold anything. */
const parentOf = (pid: number): number =>
  Number(
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[1] ?? 0,
  );
const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
const isAlive = (pid: number): boolean => {
  const state = read(`/proc/${pid}/stat`).replace(/^.*\) /s, '')[0];
  return state !== undefined && state !== 'Z';
};

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process has just ended.
  }
}
