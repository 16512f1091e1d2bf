import { connect } from 'node:net';
import type { ConsumerOffer, PeerId } from '@confab/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { upgradeText } from '../support/openRawSocket.ts';
import { serveSfu } from '../support/serveSfu.ts';
import { startHostileStage } from '../support/startHostileStage.ts';
import { WireClient } from '../support/WireClient.ts';

let stage: Awaited<ReturnType<typeof startHostileStage>>;
afterEach(() => stage.stop());

/** An offer that is large in one cheap field, so that a room says megabytes in seconds. */
const largeOffer = (consumerId: string, peerId: PeerId): ConsumerOffer => ({
  consumerId: consumerId as ConsumerOffer['consumerId'],
  peerId,
  source: 'camera',
  producerId: 'x'.repeat(1024 * 1024),
  rtpParameters: { codecs: [{ mimeType: 'video/VP8', payloadType: 100, clockRate: 90_000 }] },
});

// Two: what ten are sent would have to go through the link to the sfu first, which is then what the test measures.
describe('readers that do not read', () => {
  it('[PR4] are closed with 4413, and nobody else is held up', async () => {
    let lastId = 0;
    const openConsumers = ({ of }: { of: { peerId: PeerId }[] }) => ({
      consumers: of.map(({ peerId }) => largeOffer(`consumer-${++lastId}`, peerId)),
    });
    stage = await startHostileStage({}, await serveSfu(undefined, { openConsumers }));
    const ada = await stage.open();
    const adasSeat = await ada.join('Ada', 'a-room');
    const bob = await stage.open();
    await bob.join('Bob', 'a-room');
    await bob.call('startReceiving', { rtpCapabilities: {} });

    const slow = await Promise.all(Array.from({ length: 2 }, () => stage.open()));
    for (const client of slow) {
      await client.join('Slow', 'a-room');
      await client.call('startReceiving', { rtpCapabilities: {} });
    }
    for (const client of slow) client.socket.pause();

    const { transportId } = adasSeat.media.sendTransport;
    const rtpParameters = { codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }] };
    const closed = () => stage.metric('confab_rejected_total', 'code="4413"');
    const since = performance.now();
    // They stay in touch, so that it is not the heartbeat that ends them.
    const chatter = setInterval(() => {
      for (const client of slow) client.send('{"t":"req","id":"1","method":"ping","params":{}}');
    }, 500);
    let slowestMs = 0;
    while ((await closed()) < slow.length && performance.now() - since < 30_000) {
      const askedAt = performance.now();
      await ada.ask('produce', { transportId, source: 'camera', rtpParameters, muted: false });
      await bob.settle();
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
    }
    clearInterval(chatter);
    expect(await closed()).toBe(slow.length);
    expect(slowestMs).toBeLessThan(5_000);
    // For Ada and Bob it was a call like any other: all that was said has come, in order.
    await expect.poll(() => stage.metric('confab_sessions')).toBe(2);
    await bob.settle();
    expect([ada.closedWith, bob.closedWith]).toEqual([undefined, undefined]);
    const numbers = bob.notifications.flatMap(({ seq }) => seq ?? []);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(bob.toldNames.filter((name) => name.endsWith('peerDisconnected'))).toHaveLength(slow.length);
    for (const client of slow) client.socket.terminate();
  });
});

describe('someone who is in no hurry', () => {
  it('[SE2] with an upgrade is not waited for longer than 10 s, drop by drop or not', async () => {
    stage = await startHostileStage();
    const since = performance.now();
    const drops = [
      // Headers that never end, a body that never ends, a frame that never ends.
      dripping('GET /ws HTTP/1.1\r\nHost: localhost\r\nX-Drop: ', 'x'),
      dripping('POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n', 'x'),
      dripping(`${upgradeText(stage.port)}\u0081\u00fe\u007f\u00ff\0\0\0\0`, 'x'),
    ];
    const joiner = await WireClient.open(stage.port);
    expect((await joiner.closed).code).toBe(4408);
    await Promise.all(drops);
    // Node looks after its own requests every 2 s; ws gives 2 s to agree to the close.
    expect(performance.now() - since).toBeLessThan(15_000);
    expect(await stage.metric('confab_sessions')).toBe(0);
    expect(await stage.metric('confab_rejected_total', 'code="4408"')).toBeGreaterThan(0);
  });

  function dripping(start: string, drop: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(stage.port, '127.0.0.1', () => socket.write(start, 'latin1'));
      const timer = setInterval(() => socket.write(drop), 300);
      socket.resume();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(timer);
        resolve();
      });
    });
  }
});
