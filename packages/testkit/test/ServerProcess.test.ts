import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerProcess } from '../src/ServerProcess.ts';

/** The third field of proc_pid_stat(5); the second one, in brackets, may hold anything. */
const stateOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
};

describe.skipIf(!existsSync('/proc/self/stat'))('ServerProcess', () => {
  let child: ChildProcess;
  beforeEach(() => void (child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'])));
  afterEach(() => void child.kill('SIGKILL'));
  const running = () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined);

  it('hangs a process, and has it go on', async () => {
    const server = new ServerProcess(running);
    const pid = server.stop();
    await vi.waitFor(() => expect(stateOf(pid)).toBe('T'));
    server.continue();
    await vi.waitFor(() => expect(stateOf(pid)).not.toBe('T'));
    const isOver = server.stopFor(200);
    await vi.waitFor(() => expect(stateOf(pid)).toBe('T'));
    await isOver;
    await vi.waitFor(() => expect(stateOf(pid)).not.toBe('T'));
  });

  it('ends it, also while it hangs, and says so when there is none', async () => {
    const server = new ServerProcess(running);
    const hangs = server.stopFor(100);
    expect(server.kill()).toBe(child.pid);
    await vi.waitFor(() => expect(running()).toBeUndefined());
    await hangs;
    expect(() => server.stop()).toThrow('no such process is running');
  });
});
