import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SFU_SECRET, startTestServer } from '../support/startTestServer.ts';
import { WireClient } from '../support/WireClient.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
const program = fileURLToPath(new URL('../../../sfu/src/main.ts', import.meta.url));
const fileCount = (pid: number | 'self') => readdirSync(`/proc/${pid}/fd`).length;
const residentKib = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

describe.skipIf(!workerBin || process.platform !== 'linux')('a real sfu', () => {
  let sfu: ChildProcess & { readonly pid: number };
  let workerPid: number;
  let server: Awaited<ReturnType<typeof startTestServer>>;
  beforeAll(async () => {
    const child = fork(program, [], {
      execArgv: ['--conditions=confab-source', '--import', 'tsx'],
      env: {
        PATH: process.env['PATH'],
        SFU_SECRET,
        SFU_PORT: '0',
        MEDIASOUP_PORT: '0',
        MEDIASOUP_NUM_WORKERS: '1',
        MEDIASOUP_WORKER_BIN: workerBin,
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    if (child.pid === undefined) throw new Error('the sfu did not start');
    sfu = Object.assign(child, { pid: child.pid });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    server = await startTestServer({ SFU_URL: `ws://127.0.0.1:${port}`, MAX_SOCKETS_PER_ADDRESS: '5000' });
    await vi.waitFor(async () => expect((await fetch(`${server.base}/readyz`)).status).toBe(200), 45_000);
    [workerPid = 0] = childrenOf(sfu.pid).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('mediasoup'),
    );
  });
  afterAll(async () => {
    await server.stop();
    const exited = once(sfu, 'exit');
    sfu.kill('SIGTERM');
    await exited;
  });

  const visit = async (index: number) => {
    const client = await WireClient.open(server.port);
    const { media } = await client.join('Guest', `room-${index % 10}`);
    const bad = { transportId: media.sendTransport.transportId, source: 'microphone', muted: true };
    // Refused by our own schema: no worker ever sees it.
    expect(await client.outcome('produce', { ...bad, rtpParameters: { codecs: [], mid: 'x'.repeat(1_000) } })).toBe(
      'badRequest',
    );
    expect(await client.outcome('leave')).toBe('ok');
    await client.closed;
  };
  const visits = async (count: number) => {
    for (let done = 0; done < count; done += 10)
      await Promise.all(Array.from({ length: 10 }, (_, index) => visit(done + index)));
  };
  const gauge = async (name: string) =>
    Number(new RegExp(`^${name} (.*)$`, 'm').exec(await (await fetch(`${server.base}/metrics`)).text())?.[1]);
  /** When the last room is over, 10 s after its last peer has left. */
  const whenQuiet = async () => {
    await expect.poll(() => gauge('confab_rooms'), { timeout: 30_000 }).toBe(0);
    await expect.poll(() => gauge('confab_sessions')).toBe(0);
    return { server: fileCount('self'), sfu: fileCount(sfu.pid), worker: fileCount(workerPid) };
  };

  it(
    '[ST7] [ST8] is as before when 1,000 have come and gone: handles, ports and memory, and the same worker',
    { timeout: 180_000 },
    async () => {
      await visits(100);
      const before = { files: await whenQuiet(), workerKib: residentKib(workerPid) };
      await visits(1_000);
      const after = { files: await whenQuiet(), workerKib: residentKib(workerPid) };
      // Ports are files here; a few of both come and go with keep-alive connections.
      const grown = (['server', 'sfu', 'worker'] as const).filter((name) => after.files[name] - before.files[name] > 5);
      expect(grown).toEqual([]);
      expect(after.workerKib - before.workerKib).toBeLessThan(8 * 1024);
      expect(childrenOf(sfu.pid)).toContain(workerPid);
    },
  );

  it('connects a transport once, and the other fingerprints in vain', async () => {
    const client = await WireClient.open(server.port);
    const { media } = await client.join('Ada', 'twice');
    const { transportId } = media.sendTransport;
    const of = (pair: string) => ({ algorithm: 'sha-256', value: Array<string>(32).fill(pair).join(':') });
    const connectWith = (pair: string) =>
      client.outcome('connectTransport', { transportId, dtlsParameters: { role: 'client', fingerprints: [of(pair)] } });
    expect(await connectWith('AB')).toBe('ok');
    expect(await connectWith('CD')).not.toBe('ok');
    expect(await client.outcome('leave')).toBe('ok');
  });
});
