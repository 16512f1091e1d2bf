import type { MeasuredLink } from '@confab/protocol/control';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LinkMeter, MEASURE_EVERY_MS } from '../src/mediasoup/LinkMeter.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { MAX_INCOMING_BPS } from '../src/mediasoup/PeerTransport.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Talk } from './support/openTalk.ts';
import { openTalk } from './support/openTalk.ts';
import { silentLog } from './support/silentLog.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('how much may come of one sender', () => {
  let worker: MediaWorker;
  let talk: Talk;
  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());
  beforeEach(async () => {
    talk = await openTalk(worker);
  });
  afterEach(() => talk.close());

  /** Measures once, and says what was told. */
  const measure = async (maxKbps: number) => {
    const told: MeasuredLink[] = [];
    const meter = new LinkMeter({
      clock: talk.clock,
      log: silentLog,
      maxKbps: () => maxKbps,
      rooms: () => [talk.room],
      onMeasured: (_, links) => void told.push(...links),
    });
    meter.start();
    talk.clock.advance(MEASURE_EVERY_MS);
    await expect.poll(() => told).toHaveLength(2);
    meter.close();
    return told.find(({ peerId }) => peerId === talk.ada)?.up.kbps ?? 0;
  };
  const transportOf = (peerId: Talk['ada']) => talk.room.peer(peerId).sender.transport;

  it('[LI8] is told to it, as to a browser', async () => {
    const { stream } = await talk.produce({ layers: [200_000], isCounted: true });
    talk.sending.start(stream);
    await expect.poll(() => talk.sending.allowedBps).toBe(MAX_INCOMING_BPS);
  });

  it('[LI8] and who sends far more all the same is cut off, with what others receive of it; nobody else is', async () => {
    const { stream } = await talk.produce({ framesPerSecond: 20, layers: [1_000_000] });
    const consumer = await talk.watch();
    talk.sending.start(stream);
    await expect
      .poll(async () => (await transportOf(talk.ada).mediasoup.getStats())[0]?.recvBitrate ?? 0)
      .toBeGreaterThan(100_000);
    expect(await measure(100_000)).toBeGreaterThan(0);
    expect(transportOf(talk.ada).isClosed).toBe(false);

    await measure(1);
    expect([talk.ada, talk.bob].map((peerId) => transportOf(peerId).isClosed)).toEqual([true, false]);
    expect(talk.lost).toEqual([{ peerId: talk.bob, consumerIds: [consumer.id] }]);
  });
});
