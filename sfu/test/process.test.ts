import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import { linkTo } from './support/linkTo.ts';
import { testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

describe.skipIf(!workerBin)('the process', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  const start = (env: Record<string, string>) => {
    const child = fork(main, {
      execArgv: ['--import', 'tsx', '--conditions=confab-source'],
      env: {
        PATH: process.env['PATH'] ?? '',
        SFU_SECRET: testSecret,
        SFU_PORT: '0',
        MEDIASOUP_PORT: '0',
        MEDIASOUP_NUM_WORKERS: '1',
        MEDIASOUP_WORKER_BIN: workerBin ?? '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    const output = { out: '', err: '' };
    child.stdout?.on('data', (data) => (output.out += String(data)));
    child.stderr?.on('data', (data) => (output.err += String(data)));
    // Not its `close`, which does not come once the channel was disconnected.
    const ended = [once(child, 'exit'), once(child.stdout ?? child, 'close'), once(child.stderr ?? child, 'close')];
    const exited = Promise.all(ended).then(([exit]): unknown => exit?.[0]);
    return { child, output, exited };
  };

  const startReady = async (env: Record<string, string> = {}) => {
    const sfu = start(env);
    const message: unknown[] = await Promise.race([
      once(sfu.child, 'message'),
      sfu.exited.then((code) => {
        throw new Error(`it ended with ${String(code)}: ${sfu.output.err}`);
      }),
    ]);
    const [{ port }] = message as [{ type: string; port: number }];
    expect(message[0]).toEqual({ type: 'listening', port: expect.any(Number) });
    const link = await linkTo(port, testSecret);
    const { workers } = await link.call('getStats', {});
    return { ...sfu, port, link, workerPids: workers.map(({ pid }) => pid) };
  };

  const takenPort = async (host = '127.0.0.1') => {
    const server = createServer();
    server.listen(0, host);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return String((server.address() as AddressInfo).port);
  };

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, its links told and its workers gone', async (signal) => {
    const { child, exited, link, workerPids, output } = await startReady();
    child.kill(signal);
    expect(await exited).toBe(0);
    expect(await link.closed).toBe(1001);
    for (const pid of workerPids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(output.err).toBe('');
    const ready = output.out.split('\n').filter((line) => line.includes('the sfu is ready'));
    expect(ready).toHaveLength(1);
    expect(JSON.parse(ready[0] ?? '')).toMatchObject({ level: 'info', workers: [{ pid: workerPids[0] }] });
    expect(output.out).not.toContain(testSecret);
  });

  it('ends with 0 when the process that started it is gone', async () => {
    const { child, exited, workerPids } = await startReady();
    child.disconnect();
    expect(await exited).toBe(0);
    for (const pid of workerPids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends at once at a second signal of the same kind', async () => {
    const { child, exited, link, workerPids } = await startReady();
    // A hung worker makes a graceful end take its deadline.
    for (const pid of workerPids) process.kill(pid, 'SIGSTOP');
    child.kill('SIGTERM');
    await link.closed;
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await exited).toBe(143);
    for (const pid of workerPids) process.kill(pid, 'SIGKILL');
  });

  it('refuses a wrong configuration with 78 and every fault at once, without secrets', async () => {
    const { exited, output } = start({ SFU_SECRET: 'hunter2', MEDIASOUP_PORT: 'many', LOG_LEVEL: 'loud' });
    expect(await exited).toBe(78);
    for (const name of ['SFU_SECRET', 'MEDIASOUP_PORT', 'LOG_LEVEL']) expect(output.err).toContain(name);
    expect(output.err).not.toContain('hunter2');
  });

  it('ends with 69 when the port for media is taken', async () => {
    const port = await takenPort();
    const { exited, output } = start({ MEDIASOUP_PORT: port });
    expect(await exited).toBe(69);
    expect(output.err).toContain(`Port ${port} `);
    expect(output.err).toContain('MEDIASOUP_PORT');
  });

  it('ends with 69 when the port for signaling is taken, its workers gone', async () => {
    const port = await takenPort();
    const { exited, output } = start({ SFU_PORT: port });
    expect(await exited).toBe(69);
    expect(output.err).toContain(`Port ${port} `);
    expect(output.err).toContain('SFU_PORT');
  });

  it.skipIf(process.platform !== 'linux')('[WK1] holds no more than before when workers have died', async () => {
    const { child, link } = await startReady();
    const handles = () => readdirSync(`/proc/${child.pid}/fd`).length;
    /** Kills the worker; resolves when the spare one works and another one waits. */
    const loseWorker = async () => {
      const [{ pid } = { pid: 0 }] = (await link.call('getStats', {})).workers;
      process.kill(pid, 'SIGKILL');
      const isReplaced = async () => {
        const { workers, sparePid } = await link.call('getStats', {});
        return workers.length === 1 && workers[0]?.pid !== pid && sparePid !== undefined && sparePid !== pid;
      };
      await expect.poll(isReplaced).toBe(true);
    };
    await loseWorker();
    const before = handles();
    for (let death = 0; death < 3; death++) await loseWorker();
    await expect.poll(handles).toBeLessThanOrEqual(before);
  });

  it('ends with 78 when the address for media is none of this machine', async () => {
    const { exited, output } = start({ MEDIASOUP_LISTEN_IP: '192.0.2.1' });
    expect(await exited).toBe(78);
    expect(output.err).toContain('MEDIASOUP_LISTEN_IP');
  });

  it.each([
    ['that is not there', 'is not there', undefined],
    ['that is not executable', 'is not executable', { mode: 0o644, text: '' }],
    ['of another version', 'is of mediasoup 3.1.4', { mode: 0o755, text: 'confab:mediasoup-worker-version=3.1.4\0' }],
    ['that is something else', 'could not be started', { mode: 0o755, text: '#!/bin/sh\nexit 3\n' }],
  ])('ends with 78 with a worker program %s', async (_, fault, file) => {
    const folder = mkdtempSync(join(tmpdir(), 'confab-sfu-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'mediasoup-worker');
    if (file) writeFileSync(path, file.text);
    // Tests may run as root, for whom a file is executable as soon as it is for anyone.
    if (file) chmodSync(path, file.mode);
    const { exited, output } = start({ MEDIASOUP_WORKER_BIN: path });
    expect(await exited).toBe(78);
    expect(output.err).toContain(path);
    expect(output.err).toContain(fault);
    expect(output.err).toContain('npm start');
    expect(output.err).toContain('MEDIASOUP_WORKER_BIN');
  });
});
