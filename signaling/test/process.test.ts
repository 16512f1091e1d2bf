import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeSfu } from './support/fakeSfu.ts';
import { openSocket, SFU_SECRET } from './support/startTestServer.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];
let sfu: Awaited<ReturnType<typeof startFakeSfu>>;
beforeEach(async () => void (sfu = await startFakeSfu(SFU_SECRET)));
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await sfu.stop();
});

function start(env: Readonly<Record<string, string>> = {}) {
  const child = fork(main, [], {
    execArgv: ['--conditions=confab-source', '--import', 'tsx'],
    env: { PATH: process.env['PATH'], PORT: '0', SFU_URL: sfu.url, SFU_SECRET, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (data) => void (text.out += String(data)));
  child.stderr?.on('data', (data) => void (text.err += String(data)));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const listening = once(child, 'message').then(([message]) => message as { type: string; port: number });
  return { child, text, exited, listening };
}

const ready = (port: number) => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);

describe('the process', () => {
  it('says where it listens, and is ready once the sfu has said who it is', async () => {
    const { text, listening } = start();
    const { type, port } = await listening;
    expect(type).toBe('listening');
    await expect.poll(() => ready(port)).toBe(200);
    expect(text.out).not.toContain(SFU_SECRET);

    await sfu.stop();
    await expect.poll(() => ready(port)).toBe(503);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('confab_sfu_link_up 0');
    expect(metrics).toContain('nodejs_eventloop_lag');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s sends everybody away, counts no loss and ends', async (signal) => {
    const { child, exited, listening } = start();
    const { port } = await listening;
    await expect.poll(() => ready(port)).toBe(200);
    const client = openSocket(port);
    await client.opened;
    client.socket.send(
      JSON.stringify({
        t: 'req',
        id: '1',
        method: 'join',
        params: { protocolVersion: 1, roomId: 'a', displayName: 'Ada' },
      }),
    );
    await expect.poll(() => client.received.length).toBe(1);
    child.kill(signal);
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(JSON.parse(client.received.at(-1) ?? '')).toMatchObject({ t: 'ntf', name: 'serverClosing' });
    expect(await exited).toBe(0);
  });

  it('ends when whoever started it is gone', async () => {
    const { child, exited, listening } = start();
    await listening;
    child.disconnect();
    expect(await exited).toBe(0);
  });

  it('ends with 78 and every fault of its configuration, without secrets', async () => {
    const { text, exited } = start({
      PORT: 'many',
      SFU_SECRET: 'too-short',
      TLS_CERT: '/no/such',
      TLS_KEY: '/no/such',
    });
    expect(await exited).toBe(78);
    for (const name of ['PORT', 'SFU_SECRET', 'TLS_CERT', 'TLS_KEY']) await expect.poll(() => text.err).toContain(name);
    expect(text.err).not.toContain('too-short');
  });

  it('ends with 69 and the cure when its port is taken', async () => {
    const { port } = await start().listening;
    const second = start({ PORT: String(port) });
    expect(await second.exited).toBe(69);
    await expect.poll(() => second.text.err).toContain(`Port ${port} is taken`);
    expect(second.text.err).toContain('PORT');
  });
});
