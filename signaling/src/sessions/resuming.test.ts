import { PROTOCOL_VERSION, ProtocolError, RECONNECT_GRACE_MS } from '@confab/protocol';
import type { Result } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../testing/createStage.ts';
import { createStage, outcomeOf, ROOM, RTP } from '../testing/createStage.ts';

const toResume = ({ peerId, resumeSecret, room }: Result<'join'>, lastSeq = room.seq, mediaEpoch = 1) => ({
  protocolVersion: PROTOCOL_VERSION,
  roomId: ROOM,
  peerId,
  resumeSecret,
  lastSeq,
  mediaEpoch,
});

/** Ada and Bob in a room. */
async function meet(stage: Stage) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const joined = await ada.join('Ada');
  const bobJoined = await bob.join('Bob');
  return { ada, bob, joined, bobJoined };
}

describe('resuming', () => {
  it('[ST4] gives exactly the missed events, once and in order', async () => {
    const stage = createStage();
    const { ada, bob, joined, bobJoined } = await meet(stage);
    ada.cut();
    await bob.call('produce', {
      transportId: bobJoined.media.sendTransport.transportId,
      source: 'microphone',
      rtpParameters: RTP,
      muted: true,
    });
    const again = stage.connect();
    const { missed, media } = await again.call('resume', toResume(joined, 2));
    await bob.call('setMuted', { source: 'microphone', muted: false });

    expect(missed).toMatchObject({
      events: [
        { seq: 3, name: 'peerDisconnected' },
        { seq: 4, name: 'sourceAdded' },
        { seq: 5, name: 'peerReconnected' },
      ],
    });
    expect(media).toBeUndefined();
    expect(again.toldNames).toEqual(['6 muteChanged']);
    expect(bob.toldNames).toEqual(['3 peerDisconnected', '4 sourceAdded', '5 peerReconnected', '6 muteChanged']);
    expect(stage.sfu.asked('openPeer')).toHaveLength(2);
  });

  it('[ST4] gives a snapshot when the number is not one of this room', async () => {
    const stage = createStage();
    const { ada, joined } = await meet(stage);
    ada.cut();
    const { missed } = await stage.connect().call('resume', toResume(joined, 99));
    expect(missed).toMatchObject({ room: { seq: 4, peers: [{ displayName: 'Ada', connected: true }, {}] } });
  });

  it('[ST5] takes no secret that is used, wrong or of another seat', async () => {
    const stage = createStage();
    const { ada, joined, bobJoined } = await meet(stage);
    ada.cut();
    const refused = [
      toResume({ ...joined, resumeSecret: 'x'.repeat(43) }),
      toResume({ ...joined, resumeSecret: bobJoined.resumeSecret }),
      toResume({ ...bobJoined, peerId: '01890000-0000-7000-8000-999999999999' as typeof joined.peerId }),
      { ...toResume(joined), roomId: 'other' as typeof ROOM },
    ];
    for (const params of refused) expect(await stage.connect().outcome('resume', params)).toBe('notFound');
    expect(stage.rooms.size).toBe(1);

    const again = stage.connect();
    const { resumeSecret } = await again.call('resume', toResume(joined));
    await again.call('ping', {});
    expect(await stage.connect().outcome('resume', toResume(joined))).toBe('notFound');
    expect(again.closedWith).toBeUndefined();
    expect(await stage.connect().outcome('resume', toResume({ ...joined, resumeSecret }))).toBe('ok');
  });

  it('[ST5] costs no seat when the answer with the new secret is lost, not even twice', async () => {
    const stage = createStage();
    const { ada, bob, joined } = await meet(stage);
    ada.cut();
    for (let times = 0; times < 2; times++) {
      const cut = stage.connect();
      void outcomeOf(cut.start('resume', toResume(joined)));
      await new Promise((resolve) => setImmediate(resolve));
      expect(cut.inFlight.filter((text) => text.includes('resumeSecret'))).toHaveLength(1);
      cut.cut();
    }
    const back = stage.connect();
    expect(await back.outcome('resume', toResume(joined))).toBe('ok');
    expect(await back.outcome('ping', {})).toBe('ok');
    expect(await stage.connect().outcome('resume', toResume(joined))).toBe('notFound');
    expect(bob.toldNames.at(-1)).toContain('peerReconnected');
    expect(stage.rooms.peerCount).toBe(2);
  });

  it('[ST6] gives the seat to the newest session; the older one can no longer act', async () => {
    const stage = createStage();
    const { ada, bob, joined } = await meet(stage);
    const again = stage.connect();
    await again.call('resume', toResume(joined, 2));

    expect(ada.closedWith).toBe(4409);
    ada.send('{"t":"req","id":"late","method":"leave","params":{}}');
    await stage.settle();
    expect(stage.rooms.peerCount).toBe(2);
    // Neither end of the older socket counts as an absence.
    expect(bob.toldNames).toEqual([]);
    expect(await again.outcome('leave', {})).toBe('ok');
  });

  it('[ST6] does not carry out what an older session has left waiting', async () => {
    const stage = createStage();
    const { ada, joined } = await meet(stage);
    const microphone = {
      transportId: joined.media.sendTransport.transportId,
      source: 'microphone',
      rtpParameters: RTP,
      muted: false,
    } as const;
    stage.sfu.hold('produce');
    void outcomeOf(ada.start('produce', microphone));
    void outcomeOf(ada.start('produce', { ...microphone, muted: true }));
    await stage.connect().call('resume', toResume(joined));
    stage.sfu.release('produce');
    await stage.settle();
    expect(stage.sfu.asked('produce')).toHaveLength(1);
  });

  it('[ST2] [ST3] keeps the seat for its time, counted from the newest absence', async () => {
    const stage = createStage();
    const { ada, bob, joined } = await meet(stage);
    ada.cut();
    stage.clock.advance(RECONNECT_GRACE_MS - 1);
    const again = stage.connect();
    const { resumeSecret } = await again.call('resume', toResume(joined));
    again.cut();
    stage.clock.advance(RECONNECT_GRACE_MS - 1);
    expect(stage.rooms.peerCount).toBe(2);
    stage.clock.advance(1);
    expect(stage.rooms.peerCount).toBe(1);
    await stage.settle();
    expect(bob.toldNames.slice(-2)).toEqual(['6 peerLeft', '7 roleChanged']);
    expect(await stage.connect().outcome('resume', toResume({ ...joined, resumeSecret }))).toBe('notFound');
  });

  it('[ST4] brings fresh transports when the client knows others than the current ones', async () => {
    const stage = createStage();
    const { ada, joined } = await meet(stage);
    ada.cut();
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await stage.settle();
    const again = stage.connect();
    const { media } = await again.call('resume', toResume(joined));
    expect(media?.mediaEpoch).toBe(2);
    expect(media?.sendTransport.transportId).not.toBe(joined.media.sendTransport.transportId);
    expect(again.toldNames).toEqual([]);
  });

  it('[ME5] succeeds without media while no sfu can be had, and gives it later', async () => {
    const stage = createStage();
    const { ada, joined } = await meet(stage);
    ada.cut();
    stage.sfu.isReady = false;
    stage.rooms.onStopped();
    const again = stage.connect();
    const { media } = await again.call('resume', toResume(joined));
    expect(media).toBeUndefined();
    expect(again.toldNames).toEqual(['mediaLost']);

    stage.sfu.isReady = true;
    stage.rooms.onFact({ name: 'nodeReady', data: { nodeId: 'n', mediasoupVersion: '3', workers: 1, roomIds: [] } });
    await stage.settle();
    expect(again.toldNames).toEqual(['mediaLost', 'mediaReset']);
  });

  it('[EV1] answers before it tells of what happened while the sfu was asked', async () => {
    const stage = createStage();
    const { ada, bob, joined } = await meet(stage);
    ada.cut();
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await stage.settle();
    stage.sfu.hold('openPeer');
    const again = stage.connect();
    const resumed = again.start('resume', toResume(joined));
    await again.call('ping', {});
    await bob.call('leave', {});
    expect(again.told).toEqual([]);
    stage.sfu.release('openPeer');
    await stage.settle();
    expect((await resumed).missed).toMatchObject({ events: [{ seq: 2 }, { seq: 3 }, { seq: 4 }] });
    expect(again.toldNames).toEqual(['5 peerLeft']);
  });

  it('keeps the secret valid when the socket is lost before the answer', async () => {
    const stage = createStage();
    const { ada, joined } = await meet(stage);
    ada.cut();
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await stage.settle();
    stage.sfu.hold('openPeer');
    const first = stage.connect();
    void outcomeOf(first.start('resume', toResume(joined)));
    first.cut();
    const second = stage.connect();
    const outcome = outcomeOf(second.start('resume', toResume(joined)));
    stage.sfu.flow('openPeer');
    stage.sfu.release('openPeer');
    await stage.settle();

    expect(await outcome).toBe('ok');
    expect(second.closedWith).toBeUndefined();
    expect(await second.outcome('leave', {})).toBe('ok');
  });

  it('counts as lost again when the socket goes while the sfu is asked', async () => {
    const stage = createStage();
    const { ada, bob, joined } = await meet(stage);
    ada.cut();
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await stage.settle();
    stage.sfu.hold('openPeer');
    const again = stage.connect();
    void outcomeOf(again.start('resume', toResume(joined)));
    again.cut();
    stage.sfu.fail('openPeer', new ProtocolError('unavailable', 'no sfu'));
    await stage.settle();
    expect(bob.toldNames.filter((name) => !name.startsWith('media'))).toEqual([
      '3 peerDisconnected',
      '4 peerReconnected',
      '5 peerDisconnected',
    ]);
  });
});
