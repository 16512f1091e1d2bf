import type { PeerId, ProducerId } from '@confab/protocol';
import { systemClock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoudestMicrophones } from '../src/mediasoup/LoudestMicrophones.ts';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { ReceivedStream } from '../src/mediasoup/ReceivedStream.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { opusParameters } from './support/rtp.ts';
import { PACKET_INTERVAL_MS, toPacket } from './support/speech.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const LIMIT = 5;
const WORD_PACKETS = 15;

describe.skipIf(!workerBin)('a room with more microphones than are forwarded', () => {
  let worker: MediaWorker;
  let router: types.Router;
  let microphones: LoudestMicrophones;
  let people: Person[];
  let heldBack: ReadonlyMap<PeerId, ProducerId>;
  type Person = Awaited<ReturnType<typeof arrive>>;

  beforeEach(async () => {
    worker = await startTestWorker(workerBin);
    router = await worker.createRouter();
    heldBack = new Map();
    people = [];
    microphones = new LoudestMicrophones({
      clock: systemClock,
      limit: LIMIT,
      onChanged: (now) => {
        heldBack = now;
        for (const { peerId, received } of people) received.holdBack(now.has(peerId));
      },
    });
    for (let ssrc = 1; ssrc <= LIMIT + 1; ssrc++) people.push(await arrive(ssrc));
  });
  afterEach(() => worker.close());

  /** Somebody with an open microphone, and one who hears only them. */
  const arrive = async (ssrc: number) => {
    const transport = await router.createDirectTransport();
    const rtpParameters = opusParameters(undefined, ssrc) as types.RtpParameters;
    const producer = await transport.produce({ kind: 'audio', rtpParameters });
    const stream = { peerId: newPeerId(), source: 'microphone', producerId: producer.id as ProducerId } as const;
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: router.rtpCapabilities,
      paused: true,
    });
    const received = new ReceivedStream({
      consumer,
      stream,
      clock: systemClock,
      shown: undefined,
      isHeldBack: false,
      hasBegun: false,
      start: undefined,
      isConnected: () => true,
      whenConnected: () => () => undefined,
      onFlowing: () => undefined,
      onNeeded: () => undefined,
      hasFallen: false,
      onFallen: () => undefined,
    });
    await received.confirm();
    let [count, arrived] = [0, 0];
    consumer.on('rtp', () => void arrived++);
    microphones.opened(stream, { producer, router });
    const send = (dbov: number) => producer.send(toPacket(ssrc, count++, dbov));
    return { ...stream, producer, consumer, received, send, arrived: () => arrived };
  };
  /** Packets go out at the pace of speech. How many of the word nobody heard. */
  const say = async ({ send, arrived }: Person, dbov = -25) => {
    const before = arrived();
    await new Promise<void>((resolve) => {
      let passed = 0;
      const timer = setInterval(() => {
        if (passed++ < WORD_PACKETS) return send(dbov);
        // The last one has had its time to arrive.
        if (passed < WORD_PACKETS + 3) return undefined;
        clearInterval(timer);
        return resolve();
      }, PACKET_INTERVAL_MS);
    });
    return WORD_PACKETS - (arrived() - before);
  };
  const heldBackNow = () => people.filter(({ peerId }) => heldBack.has(peerId));

  it('[FW5] forwards so many of them, and the next one who speaks at once, with next to nothing clipped', async ({
    annotate,
  }) => {
    await expect.poll(() => people.filter(({ consumer }) => consumer.paused)).toHaveLength(1);
    const clipped: number[] = [];
    for (let turn = 0; turn < 10; turn++) {
      const [next] = heldBackNow();
      if (!next) throw new Error('nobody is held back');
      clipped.push(await say(next));
      expect(heldBackNow()).toHaveLength(1);
      expect(heldBackNow()).not.toContain(next);
    }
    // The first packet wakes the microphone. With the worker's own observer it would be more than the word.
    expect(Math.max(...clipped)).toBeLessThanOrEqual(5);
    expect(Math.min(...clipped)).toBeGreaterThan(0);
    await annotate(`clipped packets of 20 ms: ${clipped.join(' ')}`);
  });

  it('[FW5] forwards who unmutes, and has a place for one more when somebody mutes', async () => {
    await expect.poll(heldBackNow).toHaveLength(1);
    const [quiet] = heldBackNow();
    const loud = people.filter((one) => one !== quiet);
    await loud[0]?.producer.pause();
    await expect.poll(() => quiet?.consumer.paused).toBe(false);
    expect(heldBackNow()).toEqual([]);
    await loud[0]?.producer.resume();
    await expect.poll(heldBackNow).toHaveLength(1);
    expect(heldBackNow()).not.toContain(loud[0]);
    loud[1]?.producer.close();
    if (loud[1]) microphones.closed(loud[1].producerId);
    expect(heldBackNow()).toEqual([]);
  });

  it('[FW5] keeps back who only makes noise', async () => {
    const [quiet] = heldBackNow();
    if (!quiet) throw new Error('nobody is held back');
    expect(await say(quiet, -70)).toBe(WORD_PACKETS);
    expect(heldBackNow()).toEqual([quiet]);
  });
});
