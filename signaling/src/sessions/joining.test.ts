import { JOIN_DEADLINE_MS, MAX_PEERS_PER_ROOM, PROTOCOL_VERSION, ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, outcomeOf, ROOM } from '../testing/createStage.ts';

const lost = new ProtocolError('unavailable', 'lost');

describe('joining', () => {
  it('[ST1] gives a snapshot to the one who joins and tells everyone else', async () => {
    const { connect } = createStage();
    const [ada, bob] = [connect(), connect()];
    const first = await ada.join('Ada');
    const second = await bob.join('Bob');

    expect(first.room).toMatchObject({ seq: 1, peers: [{ displayName: 'Ada' }] });
    expect(second.room).toMatchObject({ seq: 2, peers: [{ displayName: 'Ada' }, { displayName: 'Bob' }] });
    expect(second.media).toMatchObject({ mediaEpoch: 1, iceServers: [] });
    expect(second.resumeSecret).toHaveLength(43);
    expect(ada.toldNames).toEqual(['2 peerJoined']);
    expect(bob.toldNames).toEqual([]);
  });

  it('[EV1] answers before it tells of what happened since', async () => {
    const { connect, sfu, settle } = createStage();
    const [ada, bob] = [connect(), connect()];
    sfu.hold('openPeer');
    const joins = [ada, bob].map((client) =>
      client.start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Someone' }),
    );
    sfu.release('openPeer');
    sfu.release('openPeer');
    while (ada.inFlight.length < 2) await new Promise((resolve) => setImmediate(resolve));

    expect(ada.inFlight.map((text) => JSON.parse(text).t)).toEqual(['res', 'ntf']);
    await settle();
    await Promise.all(joins);
  });

  it('is unavailable when the sfu fails, leaves nothing behind, and can be tried again', async () => {
    const { connect, sfu, rooms, clock } = createStage();
    const ada = connect();
    sfu.refuse('openPeer', new ProtocolError('internal', 'broken'));
    expect(await ada.outcome('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Ada' })).toBe(
      'unavailable',
    );
    expect(rooms.size).toBe(0);
    expect(sfu.asked('closeRoom')).toEqual([{ roomId: ROOM }]);

    sfu.refuse('openPeer', undefined);
    await ada.join('Ada');
    expect(rooms.peerCount).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('is unavailable when the sfu loses the room meanwhile', async () => {
    const { connect, sfu, rooms, settle } = createStage();
    const ada = connect();
    sfu.hold('openPeer');
    const join = ada.start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Ada' });
    const outcome = outcomeOf(join);
    sfu.release('openPeer');
    // The answer is there and not yet looked at when the fact arrives.
    rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await settle();

    expect(await outcome).toBe('unavailable');
    expect(rooms.size).toBe(0);
  });

  it('closes what the sfu opened for a visitor who is gone', async () => {
    const { connect, sfu, rooms, settle } = createStage();
    const [ada, bob] = [connect(), connect()];
    await ada.join('Ada');
    sfu.hold('openPeer');
    void outcomeOf(bob.start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Bob' }));
    bob.cut();
    sfu.release('openPeer');
    await settle();

    expect(rooms.peerCount).toBe(1);
    expect(sfu.asked('closePeer')).toEqual([sfu.asked('openPeer')[1]]);
    expect(ada.toldNames).toEqual([]);
  });

  it('[LI2] never lets more in than fit, however many come at once', async () => {
    const { connect, sfu, rooms, settle } = createStage();
    sfu.hold('openPeer');
    const outcomes = Array.from({ length: MAX_PEERS_PER_ROOM + 2 }, () =>
      outcomeOf(connect().start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Someone' })),
    );
    for (const _ of outcomes) sfu.release('openPeer');
    await settle();

    expect(rooms.peerCount).toBe(MAX_PEERS_PER_ROOM);
    expect((await Promise.all(outcomes)).filter((outcome) => outcome === 'roomFull')).toHaveLength(2);
    expect(sfu.asked('closePeer')).toHaveLength(2);
  });

  it('[SE2] closes a session that has not joined in time, whatever it says meanwhile', async () => {
    const { connect, clock, rejected } = createStage();
    const ada = connect();
    clock.advance(JOIN_DEADLINE_MS - 1);
    expect(await ada.outcome('ping', {})).toBe('ok');
    expect(ada.closedWith).toBeUndefined();
    clock.advance(1);

    expect(ada.closedWith).toBe(4408);
    expect(rejected).toEqual([4408]);
    expect(clock.pending).toBe(0);
  });

  it('[SE2] does not close one that has joined', async () => {
    const { connect, clock } = createStage();
    const ada = connect();
    await ada.join('Ada');
    clock.advance(10 * JOIN_DEADLINE_MS);
    expect(ada.closedWith).toBeUndefined();
  });

  it('[SE4] answers and closes a client of another version', async () => {
    const { connect } = createStage();
    const ada = connect();
    const params = { protocolVersion: PROTOCOL_VERSION + 1, roomId: ROOM, displayName: 'Ada' };
    expect(await ada.outcome('join', params)).toBe('unsupportedVersion');
    expect(ada.closedWith).toBe(4426);
  });

  it('[ST8] ends a room some time after the last one has left, and not while somebody is on the way in', async () => {
    const { connect, sfu, rooms, clock, settle } = createStage();
    const ada = connect();
    await ada.join('Ada');
    await ada.call('leave', {});
    expect(ada.closedWith).toBe(1000);

    const bob = connect();
    sfu.hold('openPeer');
    const join = bob.start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Bob' });
    clock.advance(10_000);
    expect(rooms.size).toBe(1);
    // The deadline has come for Bob as well.
    sfu.fail('openPeer', lost);
    expect(await outcomeOf(join)).toBe('unavailable');
    await settle();
    expect(rooms.size).toBe(0);
    expect(sfu.asked('closeRoom')).toEqual([{ roomId: ROOM }]);
    expect(clock.pending).toBe(0);
  });

  it('[LI7] says so when the sfu is full, and leaves no seat', async () => {
    const stage = createStage();
    stage.sfu.refuse('openPeer', new ProtocolError('limitExceeded', 'cpuOfWorker'));
    expect(await outcomeOf(stage.connect().join('Ada'))).toBe('limitExceeded');
    stage.sfu.refuse('openPeer', undefined);
    expect((await stage.connect().join('Bob')).room.peers).toHaveLength(1);
  });
});
