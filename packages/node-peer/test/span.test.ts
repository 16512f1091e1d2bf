import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodePeer } from '../src/NodePeer.ts';
import type { Services } from '../src/testing/index.ts';
import { workersOf, startServices } from '../src/testing/index.ts';

const workerBin = process.env['MEDIASOUP_WORKER_BIN'];
const PEERS = 60;
/** Everyone hears everyone, slowly: 60 peers at the usual pace would be 177,000 packets a second. */
const VOICE = { packetsPerSecond: 1, packetBytes: 60 };

describe.skipIf(!workerBin)('a room of 60 over two workers', () => {
  let services: Services;
  let peers: NodePeer[];
  beforeEach(async () => {
    // All of the microphones, not only the loudest (FW5).
    services = await startServices({ workerBin: workerBin ?? '', workers: 2, sfuEnv: { LOUDEST_MICROPHONES: '100' } });
    peers = [];
    for (let index = 0; index < PEERS; index++)
      peers.push(await NodePeer.join({ url: services.url, roomId: 'a-large-room', displayName: `Peer ${index}` }));
  });
  afterEach(async () => {
    await Promise.all(peers.map((peer) => peer.close()));
    await services.stop();
  });

  /** How many of its streams each peer hears: those of which at least so many packets have come. */
  const heard = (packets: number) =>
    peers.map((peer) => peer.received().filter((one) => one.packets >= packets).length);
  const everyone = (count: number) => Array.from({ length: PEERS }, () => count);
  const failures = () => peers.flatMap((peer) => peer.failures);

  it('[WK5] [WK6] lets each hear each of the 59 others, and goes on when one of the workers dies [WK3]', async () => {
    // One after the other, as people do: what is measured here is whether, not how fast.
    for (const peer of peers) await peer.send('microphone', VOICE);
    await expect.poll(() => heard(3)).toEqual(everyone(PEERS - 1));
    for (const peer of peers) {
      const senders = new Set(peer.received().map(({ peerId }) => peerId));
      expect(senders).toEqual(new Set(peers.map(({ peerId }) => peerId).filter((id) => id !== peer.peerId)));
    }
    expect(peers.flatMap((peer) => peer.received().map(({ lost }) => lost)).reduce((sum, one) => sum + one)).toBe(0);

    const [worker] = workersOf(services.sfus[0]?.pid ?? 0);
    process.kill(worker ?? 0, 'SIGKILL');
    await expect.poll(() => peers.filter(({ mediaEpoch }) => mediaEpoch === 2).length).toBe(PEERS / 2);
    await expect.poll(() => heard(3)).toEqual(everyone(PEERS - 1));
    // Who was on the other worker has kept their transports.
    expect(peers.filter(({ mediaEpoch }) => mediaEpoch === 1)).toHaveLength(PEERS / 2);
    expect(failures()).toEqual([]);
  });
});
