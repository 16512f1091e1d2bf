import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodePeer } from '../src/NodePeer.ts';
import type { Services } from '../src/testing/index.ts';
import { workersOf, startServices } from '../src/testing/index.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];

describe.skipIf(!workerBin)('peers in Node, in a room of Confab', () => {
  let services: Services;
  const peers: NodePeer[] = [];
  beforeEach(async () => {
    services = await startServices({ workerBin: workerBin ?? '' });
  });
  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
    await services.stop();
  });
  const join = async (displayName: string) => {
    const peer = await NodePeer.join({ url: services.url, roomId: 'a-room', displayName });
    peers.push(peer);
    return peer;
  };
  const streamOf = (receiver: NodePeer, sender: NodePeer, source: string) =>
    receiver.received().find((one) => one.peerId === sender.peerId && one.source === source);

  // The worker by itself asks twice and no more.
  it('[FW8] are asked for a key frame until it comes, where nobody sees the picture', async () => {
    const ada = await join('Ada');
    await ada.send('camera', { framesPerSecond: 20, layers: [200_000], deafTo: 3 });
    await expect.poll(() => ada.sent('camera').keyFrames).toBe(1);
    const ben = await join('Ben');
    await expect.poll(() => streamOf(ben, ada, 'camera')?.keyFrames ?? 0).toBe(1);
    expect([ada, ben].flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('receive what the others send, without loss, and key frames when they ask', async () => {
    const [ada, ben, cleo] = await Promise.all(['Ada', 'Ben', 'Cleo'].map(join));
    if (!ada || !ben || !cleo) throw new Error('not everyone is here');
    await ada.send('microphone');
    await ada.send('camera', { framesPerSecond: 20, layers: [60_000, 200_000] });
    await ben.send('microphone');

    await expect.poll(() => streamOf(cleo, ada, 'microphone')?.packets ?? 0).toBeGreaterThan(50);
    // [FW11] One of the smallest layer, and one of the layer that is wanted.
    await expect.poll(() => streamOf(cleo, ada, 'camera')?.keyFrames ?? 0).toBeGreaterThan(1);
    const before = streamOf(cleo, ada, 'camera')?.keyFrames ?? 0;
    cleo.askForKeyFrame(ada.peerId, 'camera');
    await expect.poll(() => streamOf(cleo, ada, 'camera')?.keyFrames ?? 0).toBeGreaterThan(before);

    expect(streamOf(cleo, ada, 'microphone')).toMatchObject({ lost: 0 });
    expect(streamOf(cleo, ada, 'camera')).toMatchObject({ lost: 0 });
    expect(cleo.received()).toHaveLength(3);
    expect(ada.received().map(({ peerId }) => peerId)).toEqual([ben.peerId]);
    // [LK1] [LK2] Of the three only Ada has sent a picture, and Cleo has sent nothing.
    const [up, down] = [(peer: NodePeer) => peer.links?.own.up, (peer: NodePeer) => peer.links?.own.down];
    await expect.poll(() => (up(ada)?.kbps ?? 0) > (up(ben)?.kbps ?? Infinity)).toBe(true);
    await expect.poll(() => (down(cleo)?.kbps ?? 0) > (up(cleo)?.kbps ?? Infinity)).toBe(true);
    expect([up(ada), up(ben), down(cleo)].map((one) => (one?.score ?? 0) > 0)).toEqual([true, true, true]);
    expect(up(cleo)?.score).toBeUndefined();
    expect([ada, ben, cleo].flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('send nothing of what is muted, and nothing of who has left', async () => {
    const [ada, ben] = await Promise.all(['Ada', 'Ben'].map(join));
    if (!ada || !ben) throw new Error('not everyone is here');
    await ada.send('microphone');
    await expect.poll(() => streamOf(ben, ada, 'microphone')?.packets ?? 0).toBeGreaterThan(10);
    await ada.setMuted('microphone', true);
    const sent = ada.sent('microphone').packets;
    await ada.setMuted('microphone', false);
    await expect.poll(() => ada.sent('microphone').packets).toBeGreaterThan(sent);
    await ada.close();
    await expect.poll(() => ben.received()).toEqual([]);
  });

  it('come back by themselves when the sfu has lost its worker', async () => {
    const [ada, ben] = await Promise.all(['Ada', 'Ben'].map(join));
    if (!ada || !ben) throw new Error('not everyone is here');
    await ada.send('microphone');
    await expect.poll(() => streamOf(ben, ada, 'microphone')?.packets ?? 0).toBeGreaterThan(10);
    const [worker] = workersOf(services.sfus[0]?.pid ?? 0);
    process.kill(worker ?? 0, 'SIGKILL');
    await expect.poll(() => [ada.mediaEpoch, ben.mediaEpoch]).toEqual([2, 2]);
    await expect.poll(() => streamOf(ben, ada, 'microphone')?.packets ?? 0).toBeGreaterThan(10);
    expect([...ada.failures, ...ben.failures]).toEqual([]);
  });
});
