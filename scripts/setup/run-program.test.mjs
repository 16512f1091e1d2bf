import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runProgram } from './run-program.mjs';

const runAndTell = fileURLToPath(new URL('../testing/run-and-tell.mjs', import.meta.url));

describe('runProgram', () => {
  it('gives the exit code and what was written', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const { code, output } = await runProgram(process.execPath, ['-e', script]);
    expect(code).toBe(3);
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  it('ends what takes too long', async () => {
    const running = runProgram(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { timeoutMs: 200 });
    expect(await running).toMatchObject({ code: 1, hasTimedOut: true });
  });

  it('ends what is called off', async () => {
    const ending = new AbortController();
    const running = runProgram(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
      signal: ending.signal,
    });
    ending.abort();
    expect(await running).toMatchObject({ code: 1, hasTimedOut: false });
  });

  it('explains a program that is not there', async () => {
    await expect(runProgram('/nowhere/program', [])).rejects.toThrow('Cannot run /nowhere/program');
  });

  it.each(
    /** @type {const} */ ([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ]),
  )('leaves nothing behind on %s', async (signal, exitCode) => {
    const runner = spawn(process.execPath, [runAndTell], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void runner.kill('SIGKILL'));
    let output = '';
    runner.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    runner.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    const exited = new Promise((resolve) => runner.once('exit', resolve));
    await expect.poll(() => output).toMatch(/pids \d+ \d+/);
    const pids = (/pids (\d+) (\d+)/.exec(output) ?? []).slice(1).map(Number);
    onTestFinished(() => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')));
    runner.kill(signal);
    expect(await exited).toBe(exitCode);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    expect(output).toContain(`Stopped by ${signal}.`);
  });
});

/** @param {number} pid */
function isAlive(pid) {
  const stat = `/proc/${pid}/stat`;
  // Dead, but not yet asked for by its parent.
  if (existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8'))) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
