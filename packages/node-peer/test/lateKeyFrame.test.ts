import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodePeer } from '../src/NodePeer.ts';
import type { Services } from '../src/testing/index.ts';
import { startServices } from '../src/testing/index.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
/** By itself the worker asks twice and no more, and a Node peer asks for nothing. */
const LOST = 3;
const CAMERA = { framesPerSecond: 20, layers: [200_000] };

describe.skipIf(!workerBin)('a key frame that does not come to who is late', () => {
  let services: Services;
  const peers: NodePeer[] = [];
  const join = async (displayName: string) => {
    const peer = await NodePeer.join({ url: services.url, roomId: 'a-room', displayName });
    peers.push(peer);
    return peer;
  };
  const streamOf = (receiver: NodePeer, sender: NodePeer) =>
    receiver.received().find((one) => one.peerId === sender.peerId && one.source === 'camera');
  const keyFramesOf = (receiver: NodePeer, sender: NodePeer) => streamOf(receiver, sender)?.keyFrames ?? 0;

  beforeEach(async () => {
    // Two peers to a worker: of three the last one is on the other.
    services = await startServices({
      workerBin: workerBin ?? '',
      workers: 2,
      sfuEnv: { MEDIASOUP_ROOM_PEERS_PER_WORKER: '2' },
    });
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
    await services.stop();
  });

  it('[FW8] [WK6] is asked for again where others see the picture, also over a pipe', async ({ annotate }) => {
    const ada = await join('Ada');
    await ada.send('camera', CAMERA);
    const ben = await join('Ben');
    await expect.poll(() => keyFramesOf(ben, ada)).toBeGreaterThan(0);

    ada.passOverKeyFrameRequests('camera', LOST);
    const joiningAt = performance.now();
    const cleo = await join('Cleo');
    await expect.poll(() => keyFramesOf(cleo, ada), { interval: 10 }).toBeGreaterThan(0);
    await annotate(`over a pipe after ${Math.round(performance.now() - joiningAt)} ms`);

    // Cleo's own camera: Ada gets it over the pipe first, then Dora on the same worker.
    await cleo.send('camera', CAMERA);
    await expect.poll(() => keyFramesOf(ada, cleo)).toBeGreaterThan(0);
    cleo.passOverKeyFrameRequests('camera', LOST);
    const dora = await join('Dora');
    await expect.poll(() => keyFramesOf(dora, cleo)).toBeGreaterThan(0);

    const seen = [streamOf(ben, ada), streamOf(ada, cleo)].map((stream) => stream?.packets ?? 0);
    const goesOn = () =>
      [streamOf(ben, ada), streamOf(ada, cleo)].every((stream, at) => (stream?.packets ?? 0) > (seen[at] ?? 0));
    await expect.poll(goesOn).toBe(true);
    expect(peers.flatMap(({ failures }) => failures)).toEqual([]);
  });
});
