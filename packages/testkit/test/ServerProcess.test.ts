import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerProcess } from '../src/ServerProcess.ts';

/** The third field of proc_pid_stat(5); the second one, in brackets, may hold anything. */
const stateOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
};

const STOPPED_MS = 300;
/** Looks at its clock all the time, and says what it has noticed. */
const CHILD = `
  let beatAtMs = performance.now();
  setInterval(() => {
    const stillMs = Math.round(performance.now() - beatAtMs);
    if (stillMs > ${STOPPED_MS - 50}) console.log('stood still for', stillMs);
    beatAtMs = performance.now();
  }, 10);
  process.on('SIGCONT', () => console.log('goes on'));
  console.log('ready');
`;

describe.skipIf(!existsSync('/proc/self/stat'))('ServerProcess', () => {
  let child: ChildProcess;
  /** What it has said so far: that it goes on, and how long it stood still at most. */
  let said: string;
  beforeEach(async () => {
    [child, said] = [spawn(process.execPath, ['-e', CHILD]), ''];
    child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    await expect.poll(() => said).toContain('ready');
  });
  afterEach(() => void child.kill('SIGKILL'));
  const running = () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined);

  it('hangs a process, and has it go on', async () => {
    const server = new ServerProcess(running);
    const pid = server.stop();
    await expect.poll(() => stateOf(pid)).toBe('T');
    server.continue();
    await expect.poll(() => stateOf(pid)).not.toBe('T');
    await expect.poll(() => said).toContain('goes on');

    // So short a stop can be missed by who looks: the process itself says for how long it stood still.
    said = '';
    await server.stopFor(STOPPED_MS);
    await expect.poll(() => said).toContain('goes on');
    const stood = () => Number(/stood still for (\d+)/.exec(said)?.[1] ?? 0);
    await expect.poll(stood).toBeGreaterThan(STOPPED_MS - 50);
  });

  it('ends it, also while it hangs, and says so when there is none', async () => {
    const server = new ServerProcess(running);
    const hangs = server.stopFor(100);
    expect(server.kill()).toBe(child.pid);
    await expect.poll(() => running()).toBeUndefined();
    await hangs;
    expect(() => server.stop()).toThrow('no such process is running');
  });
});
