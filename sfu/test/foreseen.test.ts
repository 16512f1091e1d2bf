import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { openTalk } from './support/openTalk.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('what was opened before its ssrcs were known', () => {
  let worker: MediaWorker;
  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());

  it.each(['audio', 'video'] as const)('[ME9] is found by the mid of its packets: %s', async (kind) => {
    const talk = await openTalk(worker);
    const source = kind === 'audio' ? 'microphone' : 'camera';
    const stream = talk.sending.prepare(kind);
    const { rtpParameters } = stream;
    const { transport } = talk.room.peer(talk.ada).sender;
    await talk.room.produce(talk.ada, {
      transportId: transport.id,
      source,
      paused: false,
      rtpParameters: { ...rtpParameters, encodings: [{}] },
    });
    const consumer = await talk.watch(source);
    talk.sending.start(stream);
    await expect.poll(async () => Math.max(...(await consumer.getStats()).map(sentOf))).toBeGreaterThan(10);
    talk.close();
  });
});

const sentOf = (stat: object): number =>
  'type' in stat && stat.type === 'outbound-rtp' && 'packetCount' in stat ? Number(stat.packetCount) : 0;
