import { OutgoingMedia } from '@confab/node-peer';
import { FakeClock } from '@confab/rpc/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaWorker } from '../src/mediasoup/MediaWorker.ts';
import { HANDSHAKE_DEADLINE_MS } from '../src/mediasoup/PeerTransport.ts';
import { createTestRoom } from './support/createTestRoom.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import { newPeerId } from './support/Peer.ts';
import { startTestWorker } from './support/startTestWorker.ts';

const workerBin = await findTestWorker();
const CAMERA = { framesPerSecond: 20, layers: [60_000] };

describe.skipIf(!workerBin)('[ME10] a transport that expects a certificate', () => {
  let worker: MediaWorker;
  const ends: (() => void)[] = [];
  beforeAll(async () => {
    worker = await startTestWorker(workerBin);
  });
  afterAll(() => worker.close());
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  async function openAda() {
    const clock = new FakeClock();
    const lost: string[] = [];
    const room = createTestRoom({
      clock,
    });
    const ada = newPeerId();
    const { sendTransport } = await room.openPeer(ada, worker);
    const transport = room.peer(ada).transport(sendTransport.transportId);
    transport.mediasoup.observer.on('close', () => lost.push('closed'));
    ends.push(() => room.close());
    return { clock, lost, room, ada, sendTransport, transport };
  }

  it('takes what comes right behind the handshake, before anybody has said who connects', async () => {
    const { clock, lost, room, ada, sendTransport, transport } = await openAda();
    const known: Parameters<typeof transport.connect>[0][] = [];
    const connect = async (dtls: Parameters<typeof transport.connect>[0]) => {
      known.push(dtls);
      transport.expect(dtls);
    };
    const sending = new OutgoingMedia({ offer: sendTransport, connect });
    ends.push(() => sending.close());
    const stream = sending.prepare('video', CAMERA);
    const { transportId } = sendTransport;
    await room.produce(ada, { transportId, source: 'camera', rtpParameters: stream.rtpParameters, paused: false });
    await sending.link.connected;
    const requests = sending.pictureLosses;
    sending.start(stream);
    await expect.poll(() => stream.sent.packets).toBeGreaterThan(5);
    // The first one was a key frame and arrived, so the worker asked for none.
    await expect.poll(async () => (await transport.mediasoup.getStats())[0]?.rtpBytesReceived).toBeGreaterThan(0);
    expect(sending.pictureLosses).toBe(requests);
    expect(transport.isConnected).toBe(true);
    // Who says so late is not late.
    const [dtls] = known;
    if (dtls) await transport.connect(dtls);
    clock.advance(HANDSHAKE_DEADLINE_MS);
    expect(lost).toEqual([]);
  });

  it('has no deadline before its peer says that it connects, and then as ever', async () => {
    const { clock, lost, transport } = await openAda();
    const dtls = {
      role: 'client' as const,
      fingerprints: [{ algorithm: 'sha-256' as const, value: Array<string>(32).fill('AB').join(':') }],
    };
    transport.expect(dtls);
    // The worker answers in order.
    await transport.mediasoup.getStats();
    clock.advance(10 * HANDSHAKE_DEADLINE_MS);
    expect(lost).toEqual([]);
    await transport.connect(dtls);
    clock.advance(HANDSHAKE_DEADLINE_MS);
    expect(lost).toEqual(['closed']);
  });
});
