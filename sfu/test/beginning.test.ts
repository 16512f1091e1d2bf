import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NUDGE_EVERY_MS } from '../src/mediasoup/LayerNudge.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Talk } from './support/openTalk.ts';
import { openTalk } from './support/openTalk.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const CAMERA = { framesPerSecond: 20, layers: [60_000, 200_000], isTemporal: true };

describe.skipIf(!workerBin)('a picture in temporal layers that begins', () => {
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

  it('[FW11] is chosen a layer of again and again while only its higher temporal layers come, and then flows', async () => {
    const { stream, producer } = await talk.produce(CAMERA);
    stream.sendFromTemporalLayer(1);
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    const consumer = await talk.watch();
    await expect.poll(() => consumer.score.producerScores.some((score) => score > 0)).toBe(true);
    const asked = vi.spyOn(consumer, 'setPreferredLayers');
    talk.clock.advance(2 * NUDGE_EVERY_MS);
    // Without the other wish between them the worker would pass over the same one.
    const once = [{ spatialLayer: 0, temporalLayer: 0 }, { spatialLayer: 0 }];
    expect(asked.mock.calls.flat()).toEqual([...once, ...once]);
    expect(consumer.currentLayers).toBeUndefined();
    stream.sendFromTemporalLayer(0);
    await expect.poll(() => consumer.currentLayers).toBeDefined();
    // Settled: what follows is the layer that Bob wants.
    talk.clock.advance(60_000);
    expect(asked.mock.calls.filter(([layers]) => layers.temporalLayer === 0)).toHaveLength(2);
  });

  it('[FW11] is not chosen a layer of while nothing of it comes, however often it is switched on', async () => {
    await talk.produce(CAMERA);
    const consumer = await talk.watch();
    const asked = vi.spyOn(consumer, 'setPreferredLayers');
    for (let press = 0; press < 5; press++) {
      for (const isPaused of [true, false]) await talk.room.peer(talk.ada).sender.setPaused('camera', isPaused);
      await expect.poll(() => consumer.producerPaused).toBe(false);
      talk.clock.advance(1_000);
    }
    expect(asked).not.toHaveBeenCalled();
  });
});
