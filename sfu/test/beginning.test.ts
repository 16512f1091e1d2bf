import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NUDGE_EVERY_MS } from '../src/mediasoup/LayerNudge.ts';
import { LOWEST_WITHIN_MS } from '../src/mediasoup/LowestLayer.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { TOGETHER_MS } from '../src/mediasoup/SharedStart.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Talk } from './support/openTalk.ts';
import { openTalk } from './support/openTalk.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const CAMERA = { framesPerSecond: 20, layers: [60_000, 200_000], isTemporal: true };
/** Of the first one the worker knows all that it chooses by. */
const ENOUGH_TO_BEGIN = 12;

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

  it('[FW15] does not begin in a larger layer that comes first, and may stop at once', async () => {
    const { stream } = await talk.produce({ ...CAMERA, isTemporal: false });
    const consumer = await talk.watch();
    const forwarded: unknown[] = [];
    consumer.on('layerschange', (layers) => forwarded.push(layers?.spatialLayer));
    stream.sendOnlyLayer(1);
    talk.sending.start(stream);
    await expect.poll(() => stream.sent.packets).toBeGreaterThan(ENOUGH_TO_BEGIN);
    stream.sendOnlyLayer(0);
    await expect.poll(() => forwarded[0]).toBe(0);
  });

  it('[FW15] begins in a larger layer when the lowest does not come', async () => {
    const { stream } = await talk.produce({ ...CAMERA, isTemporal: false });
    const consumer = await talk.watch();
    stream.sendOnlyLayer(1);
    talk.sending.start(stream);
    await expect.poll(() => stream.sent.packets).toBeGreaterThan(ENOUGH_TO_BEGIN);
    expect(consumer.score.producerScores[1]).toBeGreaterThan(0);
    expect(consumer.currentLayers).toBeUndefined();
    talk.clock.advance(LOWEST_WITHIN_MS);
    await expect.poll(() => consumer.currentLayers?.spatialLayer).toBe(1);
  });

  it('[FW15] is not waited for when it has begun before, and nobody has watched since', async () => {
    const { stream, producer } = await talk.produce({ ...CAMERA, isTemporal: false });
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    stream.setPaused(true);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([false, false]);
    const consumer = await talk.watch();
    expect(consumer.paused).toBe(false);
  });

  it('[FW16] begins for two at once who are ready and connected one behind the other', async () => {
    const { stream, producer } = await talk.produce({ ...CAMERA, isTemporal: false });
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    const { becomeReady, connect, isForwarded } = await talk.offerToCleo();
    const consumer = await talk.watch();
    await becomeReady();
    // The key frame that Bob would be sent now Cleo would miss.
    expect([consumer.paused, isForwarded()]).toEqual([true, false]);
    await connect();
    await expect.poll(() => [consumer.paused, isForwarded()]).toEqual([false, true]);
  });

  it('[FW16] waits for the handshake of nobody who is alone: the worker asks for a key frame at its end', async () => {
    const { stream, producer } = await talk.produce({ ...CAMERA, isTemporal: false });
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    const { becomeReady, isForwarded } = await talk.offerToCleo();
    await becomeReady();
    expect(isForwarded()).toBe(true);
  });

  it('[FW16] waits for nobody who has gone', async () => {
    const { stream, producer } = await talk.produce({ ...CAMERA, isTemporal: false });
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    const { leave } = await talk.offerToCleo();
    const consumer = await talk.watch();
    leave();
    await expect.poll(() => consumer.paused).toBe(false);
  });

  it('[FW16] waits for nobody for long', async () => {
    const { stream, producer } = await talk.produce({ ...CAMERA, isTemporal: false });
    talk.sending.start(stream);
    await expect.poll(() => producer.score.map(({ score }) => score > 0)).toEqual([true, true]);
    await talk.offerToCleo();
    const consumer = await talk.watch();
    talk.clock.advance(TOGETHER_MS - 1);
    expect(consumer.paused).toBe(true);
    talk.clock.advance(1);
    await expect.poll(() => consumer.paused).toBe(false);
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
