import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodePeer } from '../src/NodePeer.ts';
import type { Services } from '../src/testing/index.ts';
import { startServices } from '../src/testing/index.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];

describe.skipIf(!workerBin)('two sfu nodes', () => {
  let services: Services;
  const peers: NodePeer[] = [];
  beforeEach(async () => {
    services = await startServices({ workerBin: workerBin ?? '', sfus: 2 });
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
    await services.stop();
  });

  /** Two people who hear each other. */
  const meet = async (roomId: string) => {
    const pair = await Promise.all(
      ['Ada', 'Ben'].map((displayName) => NodePeer.join({ url: services.url, roomId, displayName })),
    );
    peers.push(...pair);
    await Promise.all(pair.map((peer) => peer.send('microphone')));
    await hear(pair);
    return pair;
  };
  const heardBy = (peer: NodePeer) => peer.received().map(({ packets }) => packets > 10);
  const hear = (pair: readonly NodePeer[]) => expect.poll(() => pair.flatMap(heardBy)).toEqual([true, true]);
  const countDraining = async () => {
    const metrics = await (await fetch(`${services.base}/metrics`)).text();
    return Number(/^confab_sfu_nodes_draining (\d+)$/m.exec(metrics)?.[1]);
  };
  /** Everyone hears the other one well after this time. */
  const hearSince = (sinceMs: number) =>
    expect
      .poll(() => peers.map((peer) => peer.received().map(({ lastAt }) => lastAt > sinceMs + 500)))
      .toEqual(peers.map(() => [true]));
  const epochs = (pair: readonly NodePeer[]) => pair.map(({ mediaEpoch }) => mediaEpoch);

  it('[ND1] [ND3] share the rooms; those of one that is killed go on at the other', async () => {
    const rooms: (readonly NodePeer[])[] = [];
    for (const roomId of ['one', 'two', 'three', 'four', 'five', 'six']) rooms.push(await meet(roomId));
    const [doomed] = services.sfus;
    doomed?.signal('SIGKILL');
    await doomed?.exited;
    await hearSince(performance.now());
    const moved = rooms.filter((pair) => epochs(pair).join() === '2,2');
    const stayed = rooms.filter((pair) => epochs(pair).join() === '1,1');
    expect(moved.length + stayed.length).toBe(rooms.length);
    // What was just placed somewhere counts, so no node has all of them.
    expect([moved.length > 0, stayed.length > 0]).toEqual([true, true]);
    expect(peers.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('[ND2] [ND3] a draining one gets no new rooms, and its own move when it is stopped', async () => {
    const early = [await meet('first'), await meet('second')];
    const [draining] = services.sfus;
    draining?.signal('SIGUSR2');
    await expect.poll(countDraining).toBe(1);
    const later = [await meet('third'), await meet('fourth'), await meet('fifth')];
    expect(early.map(epochs).join()).toBe('1,1,1,1');
    draining?.signal('SIGTERM');
    await draining?.exited;
    await hearSince(performance.now());
    expect(later.map(epochs).join()).toBe('1,1,1,1,1,1');
  });
});
