import type { RtpCapabilities } from '@confab/protocol';
import { PROTOCOL_VERSION, ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { SfuFact } from '../sfu/SfuPort.ts';
import type { Stage } from '../testing/createStage.ts';
import { createStage, outcomeOf, ROOM, RTP } from '../testing/createStage.ts';

const rtpCapabilities: RtpCapabilities = {};
const lost: SfuFact = { name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } };
const nodeReady = (...roomIds: (typeof ROOM)[]): SfuFact => ({
  name: 'nodeReady',
  data: { nodeId: 'n', mediasoupVersion: '3', workers: 1, roomIds },
});

async function meet(stage: Stage) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const { media, peerId } = await ada.join('Ada');
  await bob.join('Bob');
  const microphone = {
    transportId: media.sendTransport.transportId,
    source: 'microphone',
    rtpParameters: RTP,
    muted: false,
  } as const;
  return { ada, bob, media, peerId, microphone };
}

describe('losing media', () => {
  it('[ME5] gives each peer new transports, once', async () => {
    const stage = createStage();
    const { ada, bob, media } = await meet(stage);
    stage.rooms.onFact(lost);
    stage.rooms.onFact(nodeReady(ROOM));
    await stage.settle();

    for (const client of [ada, bob])
      expect(client.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaReset']);
    const reset = ada.told.find(({ name }) => name === 'mediaReset');
    expect(reset).toMatchObject({ data: { media: { mediaEpoch: 2 } } });
    expect(await ada.outcome('restartIce', { transportId: media.sendTransport.transportId })).toBe('notFound');
  });

  it('[ME1] keeps the sources with their mute state, to be produced again', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    await ada.call('produce', { ...microphone, muted: true });
    stage.rooms.onFact(lost);
    await stage.settle();
    const reset = ada.told.find((each) => each.name === 'mediaReset');
    const transportId = reset?.name === 'mediaReset' ? reset.data.media.sendTransport.transportId : undefined;
    await ada.call('produce', { ...microphone, transportId: transportId ?? microphone.transportId });
    expect(stage.sfu.asked('produce').map(({ paused }) => paused)).toEqual([true, true]);
    expect(bob.toldNames.filter((name) => /source|mute/.test(name))).toEqual(['3 sourceAdded']);
  });

  it('drops a produce of transports that were lost meanwhile', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    stage.sfu.hold('produce');
    const outcome = outcomeOf(ada.start('produce', microphone));
    stage.rooms.onFact(lost);
    stage.sfu.release('produce');
    await stage.settle();
    expect(await outcome).toBe('notFound');
    expect(bob.toldNames).toEqual(['mediaReset']);
  });

  it('[ME2] does not take what was said of lost transports for the new ones', async () => {
    const stage = createStage();
    const { ada, bob, microphone } = await meet(stage);
    await ada.call('produce', microphone);
    stage.sfu.hold('setRtpCapabilities');
    const outcome = outcomeOf(bob.start('startReceiving', { rtpCapabilities }));
    stage.rooms.onFact(lost);
    await stage.settle();
    stage.sfu.release('setRtpCapabilities');
    await stage.settle();
    expect(await outcome).toBe('unavailable');
    expect(stage.sfu.asked('openConsumers')).toEqual([]);
  });

  it('[ME5] says so once while no sfu can be had', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    stage.sfu.isReady = false;
    stage.rooms.onStopped();
    stage.rooms.onStopped();
    await stage.settle();
    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaLost']);
    expect(await ada.outcome('produce', microphone)).toBe('unavailable');

    stage.sfu.isReady = true;
    stage.rooms.onFact(nodeReady());
    await stage.settle();
    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaLost', 'mediaReset']);
  });

  it('tries again when the sfu cannot take a peer yet', async () => {
    const stage = createStage();
    const { ada } = await meet(stage);
    stage.sfu.refuse('openPeer', new ProtocolError('unavailable', 'no worker'));
    stage.rooms.onFact(lost);
    await stage.settle();
    stage.clock.advance(500);
    await stage.settle();
    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaLost']);
    stage.sfu.refuse('openPeer', undefined);
    stage.clock.advance(500);
    await stage.settle();
    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaLost', 'mediaReset']);
  });

  it('[ME5] gives who resumes its transports after the word that there are none, never before it', async () => {
    const stage = createStage();
    const { ada, bob } = await meet(stage);
    bob.cut();
    ada.cut();
    const cleo = stage.connect();
    const { peerId, resumeSecret, room } = await cleo.join('Cleo');
    stage.sfu.hold('openPeer');
    stage.rooms.onFact(lost);
    cleo.cut();
    await stage.settle();
    const again = stage.connect();
    const asked = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret };
    const answer = again.start('resume', { ...asked, lastSeq: room.seq, mediaEpoch: 1 });
    await stage.settle();
    // What was asked for the session before comes to nothing, and this one is told so.
    stage.sfu.fail('openPeer', new ProtocolError('unavailable', 'late'));
    await stage.settle();
    stage.sfu.release('openPeer');
    await stage.settle();

    expect((await answer).media).toBeUndefined();
    expect(again.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaLost', 'mediaReset']);
  });

  it('[WK4] is for good for a peer in quarantine, which is told so once and left alone', async () => {
    const stage = createStage();
    const { ada, bob } = await meet(stage);
    stage.sfu.refuse('openPeer', new ProtocolError('quarantined', 'it kills workers'));
    stage.rooms.onFact(lost);
    await stage.settle();
    stage.clock.advance(5_000);
    await stage.settle();
    for (const client of [ada, bob])
      expect(client.told.filter(({ name }) => name.startsWith('media'))).toEqual([
        { name: 'mediaLost', data: { reason: 'quarantined' }, seq: undefined },
      ]);
    expect(stage.sfu.asked('openPeer')).toHaveLength(4);
  });

  it('is nothing when only the link was gone: media went on', async () => {
    const stage = createStage();
    const { ada } = await meet(stage);
    stage.rooms.onFact(nodeReady(ROOM));
    await stage.settle();
    expect(ada.toldNames).toEqual(['2 peerJoined']);
    expect(stage.sfu.asked('openPeer')).toHaveLength(2);
  });

  it('[ME5] is noticed when the sfu comes back without the room; what was ordered of it before is void', async () => {
    const stage = createStage();
    const { ada, microphone } = await meet(stage);
    await ada.call('produce', microphone);
    stage.sfu.isReady = false;
    await ada.call('setMuted', { source: 'microphone', muted: true });
    stage.sfu.isReady = true;
    stage.rooms.onFact(nodeReady());
    stage.clock.advance(5_000);
    await stage.settle();
    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaReset']);
    expect(stage.sfu.asked('setProducerPaused')).toEqual([]);
  });

  it('closes rooms that the sfu holds and nobody wants', async () => {
    const stage = createStage();
    await meet(stage);
    const other = 'another-room' as typeof ROOM;
    stage.rooms.onFact(nodeReady(ROOM, other));
    expect(stage.sfu.asked('closeRoom')).toEqual([{ roomId: other }]);
  });

  it('closes a peer in the sfu that left while it could not be told', async () => {
    const stage = createStage();
    const { ada, peerId } = await meet(stage);
    stage.sfu.isReady = false;
    await ada.call('leave', {});
    stage.sfu.isReady = true;
    stage.rooms.onFact(nodeReady(ROOM));
    await stage.settle();
    expect(stage.sfu.asked('closePeer')).toEqual([{ roomId: ROOM, peerId }]);
  });

  it('[WK3] gives new transports to those who lost theirs only, and their sources come back to the others', async () => {
    const stage = createStage();
    const { ada, bob, peerId, microphone } = await meet(stage);
    await bob.call('startReceiving', { rtpCapabilities });
    await ada.call('produce', { ...microphone, muted: true });
    await stage.settle();
    stage.rooms.onFact({ name: 'peersLost', data: { roomId: ROOM, peerIds: [peerId] } });
    await stage.settle();

    expect(ada.toldNames.filter((name) => name.startsWith('media'))).toEqual(['mediaReset']);
    expect(bob.toldNames.filter((name) => name.startsWith('media'))).toEqual([]);
    const reset = ada.told.find((each) => each.name === 'mediaReset');
    const transportId = reset?.name === 'mediaReset' ? reset.data.media.sendTransport.transportId : undefined;
    await ada.call('produce', { ...microphone, muted: true, transportId: transportId ?? microphone.transportId });
    await stage.settle();
    expect(stage.sfu.asked('produce').map(({ paused }) => paused)).toEqual([true, true]);
    expect(bob.toldNames.filter((name) => /source|mute|consumersAdded/.test(name))).toEqual([
      '3 sourceAdded',
      'consumersAdded',
      'consumersAdded',
    ]);
  });
});
