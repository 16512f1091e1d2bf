import type { ConsumerId, Shown } from '@confab/protocol';
import type { types } from 'mediasoup';
import type { MockInstance } from 'vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { RENEWALS_APART_MS } from '../src/mediasoup/ReceivedStream.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Talk } from './support/openTalk.ts';
import { openTalk } from './support/openTalk.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const keyFrame: types.ProducerTraceEventData = { type: 'keyframe', timestamp: 0, direction: 'in', info: {} };
const CAMERA = { framesPerSecond: 20, layers: [60_000] };

describe.skipIf(!workerBin)('[FW14] a key frame for who has missed some of a picture', () => {
  let worker: MediaWorker;
  let talk: Talk;
  let consumer: types.Consumer;
  let camera: Awaited<ReturnType<Talk['produce']>>;
  /** What of the camera's packets is looked at, while a key frame is waited for. */
  let watched: MockInstance<types.Producer['enableTraceEvent']>;
  /** How often Ada was asked for one before. */
  let before: number;
  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());
  beforeEach(async () => {
    talk = await openTalk(worker);
    camera = await talk.produce(CAMERA);
    watched = vi.spyOn(camera.producer, 'enableTraceEvent');
    talk.sending.start(camera.stream);
    await expect.poll(() => camera.producer.score.some(({ score }) => score > 0)).toBe(true);
    const unwatched = talk.sending.pictureLosses;
    consumer = await talk.watch();
    await expect.poll(() => talk.sending.pictureLosses).toBeGreaterThan(unwatched);
    await expect.poll(() => receiver().flowing.map(({ isReady }) => isReady)).toEqual([true]);
    // The one that Bob began with has come: none is on its way any more.
    await expect.poll(() => watched.mock.lastCall).toEqual([[]]);
    before = talk.sending.pictureLosses;
  });
  afterEach(() => talk.close());

  const receiver = () => talk.room.peer(talk.bob).receiver;
  const askAgain = () => receiver().resume([consumer.id as ConsumerId]);
  /** As mediasoup does it when the peer has another address: no transport of a Node peer can be given one. */
  const move = ({ mediasoup }: { readonly mediasoup: types.WebRtcTransport }) => {
    const { iceSelectedTuple } = mediasoup;
    if (!iceSelectedTuple) throw new Error('it was nowhere yet');
    mediasoup.safeEmit('iceselectedtuplechange', iceSelectedTuple);
  };

  it('is asked for when they say once more that they are ready', async () => {
    await askAgain();
    await expect.poll(() => talk.sending.pictureLosses).toBe(before + 1);
  });

  it('is asked for when what they receive comes on another way', async () => {
    move(receiver().transport);
    await expect.poll(() => talk.sending.pictureLosses).toBe(before + 1);
  });

  it('is asked for when what is sent comes on another way', async () => {
    move(talk.room.peer(talk.ada).sender.transport);
    await expect.poll(() => talk.sending.pictureLosses).toBe(before + 1);
  });

  it('is asked for twice a second at most, whoever goes to and fro, and last for where they stay', () => {
    const { transport } = receiver();
    const asked = vi.spyOn(consumer, 'requestKeyFrame');
    for (let time = 0; time < 99; time++) {
      move(transport);
      talk.clock.advance(10);
    }
    expect(asked).toHaveBeenCalledTimes(2);
    talk.clock.advance(10_000);
    expect(asked).toHaveBeenCalledTimes(3);
    talk.clock.advance(10_000);
    move(transport);
    expect(asked).toHaveBeenCalledTimes(4);
    move(transport);
    transport.close();
    talk.clock.advance(10_000);
    expect(asked).toHaveBeenCalledTimes(4);
  });

  it('is asked for twice a second at most, however often they say so', async () => {
    const asked = vi.spyOn(consumer, 'requestKeyFrame');
    for (let time = 0; time < 10; time++) await askAgain();
    expect(asked).toHaveBeenCalledTimes(1);
    talk.clock.advance(RENEWALS_APART_MS);
    await askAgain();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('is asked for again when it does not come', async () => {
    const asked = vi.spyOn(talk.room.peer(talk.ada).sender, 'renewKeyFrame');
    // Her line stays: were it closed, so would be what she sends.
    talk.sending.stop(camera.stream);
    await askAgain();
    await expect.poll(() => (talk.clock.advance(100), asked.mock.calls.length)).toBeGreaterThan(0);
  });

  it('has come when the worker tells of it together with the answer that it flows', async () => {
    talk.sending.stop(camera.stream);
    const show = (shown: Shown) => receiver().setShown([{ peerId: talk.ada, source: 'camera', shown }]);
    show(null);
    await expect.poll(() => consumer.paused).toBe(true);
    watched.mockClear();
    const resume = consumer.resume.bind(consumer);
    vi.spyOn(consumer, 'resume').mockImplementation(async () => {
      await resume();
      // As mediasoup does with what stands behind the answer in one piece of its pipe.
      setImmediate(() => camera.producer.emit('trace', keyFrame));
    });
    show({ width: 640, height: 360 });
    await expect.poll(() => watched.mock.calls).toEqual([[['keyframe', 'pli', 'fir']], [[]]]);
  });

  it('is not asked for while nothing of it is to flow', async () => {
    const asked = vi.spyOn(consumer, 'requestKeyFrame');
    await talk.room.peer(talk.ada).sender.setPaused('camera', true);
    await expect.poll(() => consumer.producerPaused).toBe(true);
    await askAgain();
    move(receiver().transport);
    move(talk.room.peer(talk.ada).sender.transport);
    expect(asked).not.toHaveBeenCalled();
  });
});
