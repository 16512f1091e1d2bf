import { systemClock } from '@confab/rpc';
import { FakeClock } from '@confab/rpc/testing';
import type { MeasuredLink } from '@confab/protocol/control';
import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import { LinkMeter, MEASURE_EVERY_MS } from '../src/mediasoup/LinkMeter.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { PeerMedia } from '../src/mediasoup/PeerMedia.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId, newRoomId } from './support/Peer.ts';
import { silentLog } from './support/silentLog.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('what goes over the transports of a room', () => {
  let worker: MediaWorker;
  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());

  const openPeer = async () => {
    const peer = new PeerMedia({
      peerId: newPeerId(),
      worker,
      clock: systemClock,
      reach: () => undefined,
      onProducerClosed: () => undefined,
      onSenderMoved: () => undefined,
      onConsumersLost: () => undefined,
      forwarding: {
        isHeldBack: () => false,
        hasBegun: () => false,
        startOf: () => undefined,
        onFlowing: () => undefined,
        onWanted: () => undefined,
      },
    });
    await peer.open(await worker.createRouter());
    return peer;
  };

  it('[LK1] is told every ten seconds, of those who are there', async () => {
    const clock = new FakeClock();
    const [ada, bob] = [await openPeer(), await openPeer()];
    const roomId = newRoomId();
    const told: (readonly MeasuredLink[])[] = [];
    const meter = new LinkMeter({
      clock,
      log: silentLog,
      maxKbps: () => 0,
      rooms: () => [{ roomId, peers: [ada, bob] }],
      onMeasured: (of, links) => void (of === roomId && told.push(links)),
    });
    meter.start();
    clock.advance(MEASURE_EVERY_MS - 1);
    clock.advance(1);
    const still = { kbps: 0, loss: 0 };
    await expect.poll(() => told).toHaveLength(1);
    expect(told[0]).toEqual([ada, bob].map(({ peerId }) => ({ peerId, up: still, down: still, lowered: 0 })));
    bob.close();
    clock.advance(MEASURE_EVERY_MS);
    await expect.poll(() => told[1]?.map(({ peerId }) => peerId)).toEqual([ada.peerId]);
    meter.close();
    ada.close();
    expect(clock.pending).toBe(0);
  });
});
