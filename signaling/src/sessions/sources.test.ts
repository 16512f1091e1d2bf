import type { RtpCapabilities, TransportId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage, TestClient } from '../testing/createStage.ts';
import { createStage, outcomeOf, ROOM, RTP } from '../testing/createStage.ts';

const rtpCapabilities: RtpCapabilities = {};
const unavailable = new ProtocolError('unavailable', 'no sfu');

/** Ada and Bob in a room; Bob receives. */
async function meet(stage: Stage) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const { peerId, media } = await ada.join('Ada');
  const { peerId: bobId, media: bobMedia } = await bob.join('Bob');
  await bob.call('startReceiving', { rtpCapabilities });
  const microphone = {
    transportId: media.sendTransport.transportId,
    source: 'microphone',
    rtpParameters: RTP,
    muted: false,
  } as const;
  return { ada, bob, peerId, bobId, media, bobMedia, microphone };
}

const sourcesOf = (stage: Stage, index: number) =>
  [...(stage.rooms.find(ROOM)?.state.peers.values() ?? [])][index]?.sources;
const namesSince = (client: TestClient, count: number) => client.told.slice(count).map(({ name }) => name);

describe('produce', () => {
  it('[MU3] announces the source and offers it to who receives', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    await ada.call('produce', microphone);

    expect(stage.sfu.asked('produce')).toMatchObject([{ roomId: ROOM, peerId, source: 'microphone', paused: false }]);
    expect(bob.told).toMatchObject([
      { name: 'sourceAdded', seq: 3, data: { peerId, source: 'microphone', muted: false } },
      { name: 'consumersAdded', data: { mediaEpoch: 1, consumers: [{ peerId, source: 'microphone' }] } },
    ]);
  });

  it('[MU2] closes a producer that opens after its peer has left', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    stage.sfu.holdAnswers('produce');
    void outcomeOf(ada.start('produce', microphone));
    await ada.call('leave', {});
    stage.sfu.release('produce');
    await stage.settle();

    expect(stage.sfu.asked('closeProducer')).toEqual([{ roomId: ROOM, peerId, source: 'microphone' }]);
    expect(bob.toldNames).toEqual(['3 peerLeft', '4 roleChanged']);
  });

  it('[MU2] closes a producer that opens after its source was closed', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    stage.sfu.hold('produce');
    const outcome = outcomeOf(ada.start('produce', microphone));
    await ada.call('closeSource', { source: 'microphone' });
    stage.sfu.release('produce');
    await stage.settle();

    expect(await outcome).toBe('notFound');
    expect(stage.sfu.calls.at(-1)?.method).toBe('closeProducer');
    expect(bob.toldNames).toEqual([]);
  });

  it('[MU5] pauses a producer that was muted while it opened', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    stage.sfu.hold('produce');
    const produced = ada.start('produce', microphone);
    expect(await ada.outcome('setMuted', { source: 'microphone', muted: true })).toBe('ok');
    stage.sfu.release('produce');
    await stage.settle();
    await produced;

    expect(stage.sfu.asked('setProducerPaused')).toEqual([
      { roomId: ROOM, peerId, source: 'microphone', paused: true },
    ]);
    expect(bob.told[0]).toMatchObject({ name: 'sourceAdded', data: { muted: true } });
  });

  it('[MU6] producing again never unmutes', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    await ada.call('produce', { ...microphone, muted: true });
    await ada.call('produce', microphone);
    expect(stage.sfu.asked('produce').map(({ paused }) => paused)).toEqual([true, true]);
    expect(sourcesOf(stage, 0)?.get('microphone')?.muted).toBe(true);
  });

  it('opens one source one after the other, whichever answer is quicker', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    stage.sfu.hold('produce');
    const outcomes = [outcomeOf(ada.start('produce', microphone)), outcomeOf(ada.start('produce', microphone))];
    await stage.settle();
    expect(stage.sfu.asked('produce')).toHaveLength(1);
    stage.sfu.fail('produce', unavailable);
    await stage.settle();
    stage.sfu.release('produce');
    await stage.settle();
    expect(await Promise.all(outcomes)).toEqual(['unavailable', 'ok']);
    expect(sourcesOf(stage, 0)?.get('microphone')?.producer).toBe('open');
  });

  it('[MU8] leaves nothing behind when it fails', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    stage.sfu.refuse('produce', new ProtocolError('unsupportedMedia', 'no such codec'));
    expect(await ada.outcome('produce', microphone)).toBe('unsupportedMedia');
    expect(sourcesOf(stage, 0)?.size).toBe(0);
    expect(bob.toldNames).toEqual([]);
  });

  it('[ME6] takes only the transport that the peer sends on now', async () => {
    const stage = createStage();
    const { ada, microphone, media, bobMedia } = await meet(stage);
    for (const transportId of [media.recvTransport, bobMedia.sendTransport].map((each) => each.transportId)) {
      expect(await ada.outcome('produce', { ...microphone, transportId })).toBe('notFound');
    }
    expect(sourcesOf(stage, 0)?.size).toBe(0);
  });
});

describe('transports and consumers of others', () => {
  it('[ME6] are notFound', async () => {
    const { ...stage } = createStage();
    const { ada, bobMedia } = await meet(stage);
    const { dtlsParameters } = bobMedia.sendTransport;
    for (const transportId of [bobMedia.sendTransport.transportId, 'no-such-one' as TransportId]) {
      expect(await ada.outcome('connectTransport', { transportId, dtlsParameters })).toBe('notFound');
      expect(await ada.outcome('restartIce', { transportId })).toBe('notFound');
    }
    expect(stage.sfu.asked('connectTransport')).toEqual([]);
    expect(stage.sfu.asked('restartIce')).toEqual([]);
  });

  it('[ME3] are resumed for the peer that they were offered to, and for nobody else', async () => {
    const stage = createStage();
    const { ada, bob, bobId, microphone } = await meet(stage);
    await ada.call('produce', microphone);
    const added = bob.told.find((each) => each.name === 'consumersAdded');
    const consumerIds =
      added?.name === 'consumersAdded' ? added.data.consumers.map(({ consumerId }) => consumerId) : [];

    expect(await ada.outcome('resumeConsumers', { consumerIds })).toBe('notFound');
    expect(await bob.outcome('resumeConsumers', { consumerIds })).toBe('ok');
    expect(stage.sfu.asked('resumeConsumers')).toEqual([{ roomId: ROOM, peerId: bobId, consumerIds }]);

    // The news of the end crosses a second confirmation.
    stage.rooms.onFact({ name: 'consumersClosed', data: { roomId: ROOM, closed: [{ peerId: bobId, consumerIds }] } });
    expect(await bob.outcome('resumeConsumers', { consumerIds })).toBe('ok');
    expect(stage.sfu.asked('resumeConsumers')).toHaveLength(1);
    expect(bob.told.at(-1)).toMatchObject({ name: 'consumersClosed', data: { consumerIds } });
  });
});

describe('mute', () => {
  it('[MU4] is an event, and pauses the producer', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    await ada.call('produce', microphone);
    await ada.call('setMuted', { source: 'microphone', muted: true });
    await ada.call('setMuted', { source: 'microphone', muted: false });

    const ordered = stage.sfu.asked('setProducerPaused');
    expect(ordered.map(({ paused }) => paused)).toEqual([true, false]);
    expect(ordered[0]).toMatchObject({ peerId, source: 'microphone' });
    expect(ada.told.filter(({ name }) => name === 'muteChanged')).toMatchObject([
      { data: { muted: true } },
      { data: { muted: false } },
    ]);
    expect(bob.told.at(-1)).toMatchObject({ name: 'muteChanged', data: { peerId, muted: false } });
  });

  it('of a source that nobody sends is notFound', async () => {
    const stage = createStage();
    const { ada } = await meet(stage);
    expect(await ada.outcome('setMuted', { source: 'camera', muted: true })).toBe('notFound');
  });

  it('is kept for the sfu until it can take it', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    await ada.call('produce', microphone);
    stage.sfu.isReady = false;
    expect(await ada.outcome('setMuted', { source: 'microphone', muted: true })).toBe('ok');
    expect(stage.sfu.asked('setProducerPaused')).toEqual([]);

    stage.sfu.isReady = true;
    stage.rooms.onFact({
      name: 'nodeReady',
      data: { nodeId: 'n', mediasoupVersion: '3', workers: 1, roomIds: [ROOM] },
    });
    await stage.settle();
    expect(stage.sfu.asked('setProducerPaused').map(({ paused }) => paused)).toEqual([true]);
  });

  it('ends only when the sfu forwards again: otherwise it is unavailable and the source stays muted', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    await ada.call('produce', { ...microphone, muted: true });
    stage.sfu.refuse('setProducerPaused', new ProtocolError('deadlineExceeded', 'no answer'));
    expect(await ada.outcome('setMuted', { source: 'microphone', muted: false })).toBe('unavailable');

    expect(sourcesOf(stage, 0)?.get('microphone')?.muted).toBe(true);
    expect(bob.told.at(-1)).toMatchObject({ name: 'muteChanged', data: { muted: true } });
    // And nothing unmutes it later.
    stage.sfu.refuse('setProducerPaused', undefined);
    stage.clock.advance(10_000);
    await stage.settle();
    expect(stage.sfu.asked('setProducerPaused').at(-1)?.paused).toBe(true);
  });

  it('set while an unmute is on its way wins', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    await ada.call('produce', { ...microphone, muted: true });
    stage.sfu.hold('setProducerPaused');
    const unmute = outcomeOf(ada.start('setMuted', { source: 'microphone', muted: false }));
    const mute = outcomeOf(ada.start('setMuted', { source: 'microphone', muted: true }));
    stage.sfu.fail('setProducerPaused', unavailable);
    stage.sfu.release('setProducerPaused');
    await stage.settle();
    expect(await Promise.all([unmute, mute])).toEqual(['ok', 'ok']);
    expect(sourcesOf(stage, 0)?.get('microphone')?.muted).toBe(true);
    expect(stage.sfu.asked('setProducerPaused').map(({ paused }) => paused)).toEqual([false, true]);
  });

  it('[SP1] is never named as speaking', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    await ada.call('produce', { ...microphone, muted: true });
    const told = bob.told.length;
    const speakers = [{ peerId, volume: -20 }];
    stage.rooms.onFact({ name: 'speakersChanged', data: { roomId: ROOM, speakers } });
    await stage.settle();
    expect(namesSince(bob, told)).toEqual(['speakersChanged']);
    expect(bob.told.at(-1)).toMatchObject({ data: { speakers: [] } });
  });
});

describe('consumers', () => {
  it('are asked for again when the sfu did not answer', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    stage.sfu.refuse('openConsumers', new ProtocolError('deadlineExceeded', 'no answer'));
    await ada.call('produce', microphone);
    expect(bob.toldNames).toEqual(['3 sourceAdded']);
    stage.sfu.refuse('openConsumers', undefined);
    stage.clock.advance(1_000);
    await stage.settle();
    expect(bob.toldNames).toEqual(['3 sourceAdded', 'consumersAdded']);
  });
});
