import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpuNsOf } from './cpuNsOf.ts';
import { pinTo, SERVER_CORE } from './pinTo.ts';

/** A server of its own that says `{ type: 'listening', port }` when it listens, and what it costs. Linux only. */
export class MeasuredProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    if (child.pid === undefined) throw new Error('a process without an id');
    this.#child = child;
    this.pid = child.pid;
    this.port = port;
  }

  static async start(program: string, env: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    const child = fork(program, [], {
      execArgv: [],
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const listening = once(child, 'message').then(([message]) => message as { readonly port: number });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${program} ended with ${String(code)} before it listened`);
    });
    const { port } = await Promise.race([listening, ended]);
    ended.catch(() => undefined);
    const measured = new MeasuredProcess(child, port);
    pinTo(SERVER_CORE, measured.pid);
    return measured;
  }

  /** Nanoseconds on a core so far, of all its threads: the garbage collector's count, too. */
  cpuNs(): number {
    return cpuNsOf(this.pid);
  }

  residentBytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    if (kibibytes === undefined) throw new Error('no resident memory in /proc');
    return Number(kibibytes) * 1_024;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
