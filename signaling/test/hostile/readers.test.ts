import { connect } from 'node:net';
import type { ConsumerOffer, PeerId } from '@confab/protocol';
import { notifications, parseAs } from '@confab/protocol';
import type { ControlParams } from '@confab/protocol/control';
import { afterEach, describe, expect, it } from 'vitest';
import { upgradeText } from '../support/openRawSocket.ts';
import { serveSfu } from '../support/serveSfu.ts';
import { startHostileStage } from '../support/startHostileStage.ts';
import { watchLateness } from '../support/watchLateness.ts';
import { WireClient } from '../support/WireClient.ts';

const MEBIBYTE = 1024 * 1024;

let stage: Awaited<ReturnType<typeof startHostileStage>>;
afterEach(() => stage.stop());

/** An offer that is large in one cheap field, so that a room says megabytes in seconds. */
const largeOffer = (consumerId: string, peerId: PeerId): ConsumerOffer => ({
  consumerId: consumerId as ConsumerOffer['consumerId'],
  peerId,
  source: 'camera',
  producerId: 'x'.repeat(MEBIBYTE),
  rtpParameters: { codecs: [{ mimeType: 'video/VP8', payloadType: 100, clockRate: 90_000 }] },
});

/** A call of two, and so many others who have stopped reading. Ada's cameras are what the room has to say. */
async function startCallWithSlow(count: number) {
  let lastId = 0;
  const openConsumers = ({ of }: { of: readonly { peerId: PeerId }[] }) => ({
    consumers: of.map(({ peerId }) => largeOffer(`consumer-${++lastId}`, peerId)),
  });
  const openConsumersOfMany = ({ receivers }: ControlParams<'openConsumersOfMany'>) => ({
    opened: receivers.map(openConsumers),
  });
  stage = await startHostileStage({}, await serveSfu(undefined, { openConsumers, openConsumersOfMany }));
  const ada = await stage.open();
  const { transportId } = (await ada.join('Ada', 'a-room')).media.sendTransport;
  const rtpParameters = { codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }] };
  const bob = await stage.open();
  await bob.join('Bob', 'a-room');
  await bob.call('startReceiving', { rtpCapabilities: {} });

  const slow = await Promise.all(Array.from({ length: count }, () => stage.open()));
  for (const client of slow) {
    await client.join('Slow', 'a-room');
    await client.call('startReceiving', { rtpCapabilities: {} });
  }
  for (const client of slow) client.socket.pause();
  // They stay in touch, so that it is not the heartbeat that ends them.
  const chatter = setInterval(() => {
    for (const client of slow) client.send('{"t":"req","id":"1","method":"ping","params":{}}');
  }, 500);
  return {
    ada,
    bob,
    /** Has the room say a megabyte to each, and Bob hear it: how long that took, in ms. */
    speak: async (): Promise<number> => {
      const [since, lateMs] = [performance.now(), watchLateness()];
      const camera = { transportId, source: 'camera', rtpParameters, muted: false };
      // On a quick machine Ada speaks faster than she may.
      await expect.poll(() => ada.outcome('produce', camera), { interval: 200 }).toBe('ok');
      await bob.settle();
      const tookMs = performance.now() - since - lateMs();
      // What the sfu has not offered to everybody yet, the next one would make void.
      await expect.poll(() => stage.metric('confab_sfu_requests'), { interval: 5 }).toBe(0);
      return tookMs;
    },
    closed: () => stage.metric('confab_rejected_total', 'code="4413"'),
    end: () => {
      clearInterval(chatter);
      for (const client of slow) client.socket.terminate();
    },
  };
}

/** The room's events, one by one. */
const eventsTold = (client: WireClient) =>
  client.notifications.flatMap(({ name, seq, data }): readonly { readonly name: string; readonly seq: number }[] => {
    if (name === 'events') return parseAs(notifications.events, data).events;
    return seq === undefined ? [] : [{ name, seq }];
  });

describe('readers that do not read', () => {
  it('[PR4] are closed with 4413 when 4 MiB wait for them, and nobody else is held up', async () => {
    const { ada, bob, speak, closed, end } = await startCallWithSlow(10);
    let slowestMs = 0;
    while ((await closed()) < 10) slowestMs = Math.max(slowestMs, await speak());
    expect(await closed()).toBe(10);
    expect(slowestMs).toBeLessThan(5_000);
    await expect.poll(() => stage.metric('confab_sessions')).toBe(2);
    // For Ada and Bob it was a call like any other: all that was said has come, in order. Of a crowd it comes a little later.
    const gone = () => eventsTold(bob).filter(({ name }) => name === 'peerDisconnected').length;
    await expect.poll(gone).toBe(10);
    expect([ada.closedWith, bob.closedWith]).toEqual([undefined, undefined]);
    const numbers = eventsTold(bob).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    end();
  });

  it('[PR4] are closed with 4413 after 10 s, however little waits', async () => {
    const { bob, speak, closed, end } = await startCallWithSlow(1);
    const waiting = () => stage.metric('confab_unsent_bytes');
    // The kernel keeps some megabytes of each before anything waits with us.
    while ((await waiting()) < MEBIBYTE) await speak();
    const [since, lateMs] = [performance.now(), watchLateness()];
    await expect.poll(closed).toBe(1);
    // From the moment at which the first of it waited, which was within the last time that the room spoke.
    expect(performance.now() - since).toBeLessThan(12_500 + lateMs());
    await expect.poll(() => stage.metric('confab_sessions')).toBe(2);
    expect(await waiting()).toBe(0);
    await bob.settle();
    end();
  });
});

describe('someone who is in no hurry', () => {
  it('[SE2] with an upgrade is not waited for longer than 10 s, drop by drop or not', async () => {
    stage = await startHostileStage();
    const [since, lateMs] = [performance.now(), watchLateness()];
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
    expect(performance.now() - since).toBeLessThan(15_000 + lateMs());
    expect(await stage.metric('confab_sessions')).toBe(0);
    // The joiner alone. Drops of a frame are no sign of life (SE3): that one was cut when it answered no ping, without a code.
    expect(await stage.metric('confab_rejected_total', 'code="4408"')).toBe(1);
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
