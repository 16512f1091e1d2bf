import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { isOurWorker } from './support/isOurWorker.ts';
import type { Talk } from './support/openTalk.ts';
import { openTalk } from './support/openTalk.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const isOurs = await isOurWorker(workerBin);
const CAMERA = { framesPerSecond: 20, layers: [300_000, 900_000] };
/** What the worker sends to find out the bandwidth, to each receiver a stream of its own. */
const PROBES = { codecs: [], encodings: [{ ssrc: 1234 }] };
const ENOUGH = 5;

describe.skipIf(!isOurs)('the packets that find out the bandwidth', () => {
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

  it('reach each receiver without a gap, whoever else is sent some', async () => {
    const { stream } = await talk.produce(CAMERA);
    talk.sending.start(stream);
    const { becomeReady, connect } = await talk.offerToCleo();
    const receivers = [talk.receiving, await connect()].map((one) => one.expect(PROBES));
    await Promise.all([talk.watch(), becomeReady()]);
    await expect.poll(() => Math.min(...receivers.map(({ packets }) => packets))).toBeGreaterThanOrEqual(ENOUGH);
    expect(receivers.map(({ lost }) => lost)).toEqual([0, 0]);
  });
});
