import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';

export type RunOptions = {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** A Node program under test: what it has written so far, and which processes it told of. */
export class RunningProgram {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | string>;
  #output = '';

  constructor({ args, env = {}, cwd }: RunOptions) {
    this.#child = spawn(process.execPath, [...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    const add = (text: string) => (this.#output += text);
    this.#child.stdout?.setEncoding('utf8').on('data', add);
    this.#child.stderr?.setEncoding('utf8').on('data', add);
    this.#exited = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve(signal ?? code ?? 'lost')),
    );
  }

  get output(): string {
    return this.#output;
  }

  get lines(): string[] {
    return this.#output.split('\n');
  }

  get pid(): number {
    return this.#child.pid ?? expect.unreachable('it was never started');
  }

  /** Its exit code or the signal that ended it, when it has closed its output too. */
  get exited(): Promise<number | string> {
    return this.#exited;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for a line and gives what the groups of the pattern caught in the last such line. */
  async saw(pattern: RegExp, timeout = 45_000): Promise<string[]> {
    const [, ...groups] = await vi.waitFor(
      () => {
        const found = this.lines.map((line) => pattern.exec(line)).findLast((match) => match !== null);
        return found ?? expect.fail(`no line ${pattern} in:\n${this.#output}`);
      },
      { timeout },
    );
    return groups;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Dead, but its parent has not asked yet; in a container whose first process never asks, that stays so. */
function isZombie(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8'));
}

export const expectGone = (pids: readonly number[]) =>
  expect.poll(() => pids.filter(isAlive), { timeout: 45_000 }).toEqual([]);
