import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodePeer } from '../src/NodePeer.ts';
import { RoomLink } from '../src/RoomLink.ts';
import type { Services } from '../src/testing/index.ts';
import { startServices, workersOf } from '../src/testing/index.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
const HANDLES = 64;

describe.skipIf(!workerBin || process.platform !== 'linux')('a call on a worker that runs out of handles', () => {
  let services: Services;
  let folder: string;
  const peers: NodePeer[] = [];
  const strangers: Socket[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), 'confab-handles-'));
    const program = joinPath(folder, 'worker');
    await writeFile(program, `#!/bin/sh\nulimit -n ${HANDLES}\nexec '${workerBin}' "$@"\n`, { mode: 0o755 });
    services = await startServices({ workerBin: program });
  });
  afterEach(async () => {
    for (const one of strangers.splice(0)) one.destroy();
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
    await services.stop();
    await rm(folder, { recursive: true });
  });
  const join = async (displayName: string, roomId = 'a-room') => {
    const peer = await NodePeer.join({ url: services.url, roomId, displayName });
    peers.push(peer);
    return peer;
  };
  const handles = async () => (await readdir(`/proc/${workersOf(services.sfus[0]?.pid ?? 0)[0]}/fd`)).length;
  /** Where the worker takes media by TCP, as everyone learns who enters. */
  const findTcpPort = async () => {
    const link = await RoomLink.open({
      url: services.url,
      onNotification: () => undefined,
      onClosed: () => undefined,
    });
    const { media } = await link.join({ roomId: 'a-room', displayName: 'Eve' });
    await link.ask('leave', {});
    await link.close();
    const { port } = media.sendTransport.iceCandidates.find(({ protocol }) => protocol === 'tcp') ?? {};
    if (port === undefined) throw new Error('there is no way by TCP');
    return port;
  };
  const packets = (receiver: NodePeer) => receiver.received()[0]?.packets ?? 0;

  it('[LI7] refuses who is new, in each room, and says why; who is there notices nothing', async () => {
    const [ada, ben] = [await join('Ada'), await join('Ben')];
    await ada.send('microphone');
    await expect.poll(() => packets(ben)).toBeGreaterThan(10);

    // Strangers who connect and say nothing take a handle each.
    const port = await findTcpPort();
    const idle = await handles();
    while (idle + strangers.length < HANDLES * 0.95) {
      const socket = connect(port, '127.0.0.1');
      strangers.push(socket);
      await once(socket, 'connect');
    }
    await expect.poll(handles).toBeGreaterThan(HANDLES * 0.9);
    const refusal = {
      code: 'limitExceeded',
      message: expect.stringMatching(/^handlesOfWorker: the limit is 0\.9, there are 0?\.?[91]/),
    };
    await expect(join('Cleo')).rejects.toMatchObject(refusal);
    await expect(join('Cleo', 'another-room')).rejects.toMatchObject(refusal);

    const before = packets(ben);
    await expect.poll(() => packets(ben) - before).toBeGreaterThan(10);
    await ben.send('microphone');
    await expect.poll(() => packets(ada)).toBeGreaterThan(10);
    expect([ada, ben].flatMap(({ mediaEpoch, failures }) => [mediaEpoch, ...failures])).toEqual([1, 1]);

    for (const one of strangers.splice(0)) one.destroy();
    await expect.poll(handles).toBeLessThan(HANDLES * 0.8);
    const cleo = await join('Cleo');
    await expect.poll(() => packets(cleo)).toBeGreaterThan(10);
  });
});
