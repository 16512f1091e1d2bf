import { systemClock } from '@confab/rpc';
import type { PeerId, ProducerId } from '@confab/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { types } from 'mediasoup';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import type { Speaker } from '../src/mediasoup/SpeakerObserver.ts';
import { SpeakerObserver } from '../src/mediasoup/SpeakerObserver.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { opusParameters } from './support/rtp.ts';
import { PACKET_INTERVAL_MS, toPacket } from './support/speech.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
describe.skipIf(!workerBin)('the speakers of a room', () => {
  let worker: MediaWorker;
  let router: types.Router;
  let observer: SpeakerObserver;
  let heard: (readonly Speaker[])[];
  /** In how many intervals somebody was. */
  let intervals: number;
  const stops: (() => void)[] = [];

  beforeEach(async () => {
    worker = await startTestWorker(workerBin);
    router = await worker.createRouter();
    heard = [];
    intervals = 0;
    observer = await SpeakerObserver.create({
      router,
      clock: systemClock,
      onChanged: (speakers) => void heard.push(speakers),
      onHeard: () => void intervals++,
    });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop();
    await worker.close();
  });

  const speak = async (peerId: PeerId, ssrc: number, dbov: number) => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: opusParameters(undefined, ssrc) as types.RtpParameters,
    });
    await observer.add({ peerId, source: 'microphone', producerId: producer.id as ProducerId });
    let count = 0;
    const timer = setInterval(() => producer.send(toPacket(ssrc, count++, dbov)), PACKET_INTERVAL_MS);
    const stop = () => clearInterval(timer);
    stops.push(stop);
    return { producer, stop };
  };

  it('[SP1] are told loudest first, when they change, with silence at the end', async () => {
    const [ada, bob] = [newPeerId(), newPeerId()];
    const quiet = await speak(ada, 1, -40);
    await expect.poll(() => heard.at(-1)?.map(({ peerId }) => peerId), { timeout: 20_000 }).toEqual([ada]);
    expect(heard.at(-1)?.[0]?.volume).toBe(-40);

    const loud = await speak(bob, 2, -10);
    await expect.poll(() => heard.at(-1)?.map(({ peerId }) => peerId), { timeout: 20_000 }).toEqual([bob, ada]);

    const until = intervals + 3;
    await expect.poll(() => intervals, { timeout: 20_000 }).toBeGreaterThanOrEqual(until);

    await loud.producer.pause();
    await expect.poll(() => heard.at(-1)?.map(({ peerId }) => peerId), { timeout: 20_000 }).toEqual([ada]);

    quiet.stop();
    await expect.poll(() => heard.at(-1), { timeout: 20_000 }).toEqual([]);
    // More intervals have passed than that, and only the changes were told; on a busy machine a voice may have gaps, which are some.
    const told = heard.map((speakers) => speakers.map(({ peerId }) => peerId).join());
    expect(told.filter((one, index) => one === told[index - 1])).toEqual([]);
  });

  it('do not name who only makes noise', async () => {
    const [ada, bob] = [newPeerId(), newPeerId()];
    await speak(ada, 1, -70);
    await speak(bob, 2, -50);
    await expect.poll(() => heard.at(-1)?.map(({ peerId }) => peerId), { timeout: 20_000 }).toEqual([bob]);
  });
});
