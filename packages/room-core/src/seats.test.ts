import { EMPTY_ROOM_GRACE_MS, EVENT_LOG_LENGTH, MAX_PEERS_PER_ROOM, RECONNECT_GRACE_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import { emptyRoom, eventsSince, toSnapshot } from './RoomState.ts';
import { isFull } from './seats.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  broadcast,
  cleo,
  joined,
  left,
  muteSet,
  receivingStarted,
  replay,
  sent,
  sessionLost,
  sessionResumed,
  toPeerId,
} from './testing/exampleRoom.ts';

const seatTimer = (timerId: number, peerId = ada): RoomInput => ({
  type: 'timerRang',
  timer: { type: 'seat', timerId, peerId },
});
const emptyTimer = (timerId: number): RoomInput => ({ type: 'timerRang', timer: { type: 'emptyRoom', timerId } });

describe('joining', () => {
  it('[ST1] gives the newcomer a snapshot that it is in, and tells the others', () => {
    const { room, effects } = replay(joined(ada, 'Ada'), joined(bob, 'Bob'));
    const peer = { peerId: bob, displayName: 'Bob', connected: true, role: 'speaker' as const, sources: [] };
    expect(toSnapshot(room)).toEqual({
      seq: 2,
      peers: [{ peerId: ada, displayName: 'Ada', connected: true, role: 'host', sources: [] }, peer],
      topology: { topology: 'sfu', epoch: 0 },
      policy: { locked: false, waitingRoom: false },
      chat: [],
    });
    expect(effects).toEqual([broadcast([ada], { seq: 2, name: 'peerJoined', data: { peer } })]);
  });

  it('[ST1] of one who is in already changes nothing', () => {
    const { room } = replay(joined(ada));
    expect(stepRoom(room, joined(ada, 'Another name'))).toEqual({ room, effects: [] });
  });

  it('[LI2] is full with as many peers as the limit says, lingering ones included', () => {
    const almost = replay(
      ...Array.from({ length: MAX_PEERS_PER_ROOM - 1 }, (_, index) => joined(toPeerId(index))),
      sessionLost(toPeerId(3)),
    );
    expect(isFull(almost.room)).toBe(false);
    expect(isFull(stepRoom(almost.room, joined(toPeerId(999))).room)).toBe(true);
  });
});

describe('losing the socket', () => {
  it('[ST2] keeps the seat for its grace and tells the others', () => {
    const { room, effects } = replay(joined(ada), joined(bob), sessionLost(ada));
    expect(effects).toEqual([
      broadcast([bob], { seq: 3, name: 'peerDisconnected', data: { peerId: ada } }),
      { type: 'startTimer', ms: RECONNECT_GRACE_MS, timer: { type: 'seat', timerId: 1, peerId: ada } },
    ]);
    expect(toSnapshot(room).peers.map(({ peerId, connected }) => [peerId, connected])).toEqual([
      [ada, false],
      [bob, true],
    ]);
  });

  it('[ST2] ends the seat when its timer rings', () => {
    const { room, effects } = replay(joined(bob), joined(ada), sessionLost(ada), seatTimer(1));
    expect(effects).toEqual([
      broadcast([bob], { seq: 4, name: 'peerLeft', data: { peerId: ada, reason: 'timedOut' } }),
      { type: 'closePeer', peerId: ada },
    ]);
    expect([...room.peers.keys()]).toEqual([bob]);
  });

  it('[ST2] keeps what the peer sends: media outlives signaling', () => {
    const { room } = replay(joined(ada), ...sent(ada, 'microphone'), sessionLost(ada));
    expect(room.peers.get(ada)?.sources.get('microphone')).toEqual({
      muted: false,
      producer: 'open',
      isAnnounced: true,
    });
  });

  it('[ST2] twice, or of one who is gone, changes nothing', () => {
    const { room } = replay(joined(ada), joined(bob), sessionLost(ada));
    expect(stepRoom(room, sessionLost(ada))).toEqual({ room, effects: [] });
    expect(stepRoom(room, sessionLost(cleo))).toEqual({ room, effects: [] });
  });

  it('[ST3] a timer of an earlier absence does not end a later one', () => {
    const { room } = replay(joined(ada), joined(bob), sessionLost(ada), sessionResumed(ada), sessionLost(ada));
    expect(stepRoom(room, seatTimer(1))).toEqual({ room, effects: [] });
    expect([...stepRoom(room, seatTimer(2)).room.peers.keys()]).toEqual([bob]);
  });

  it('[ST3] nor one who is back, nor one who has left', () => {
    const back = replay(joined(ada), sessionLost(ada), sessionResumed(ada)).room;
    expect(stepRoom(back, seatTimer(1))).toEqual({ room: back, effects: [] });
    const gone = replay(joined(ada), joined(bob), sessionLost(ada), left(ada)).room;
    expect(stepRoom(gone, seatTimer(1))).toEqual({ room: gone, effects: [] });
  });
});

describe('resuming', () => {
  it('[ST4] takes the seat back and tells the others', () => {
    const { room, effects } = replay(joined(ada), joined(bob), sessionLost(ada), sessionResumed(ada));
    expect(effects).toEqual([broadcast([bob], { seq: 4, name: 'peerReconnected', data: { peerId: ada } })]);
    expect(room.peers.get(ada)?.connection).toEqual({ state: 'connected' });
  });

  it('[ST4] gives exactly the events missed, in order, one’s own return included', () => {
    const before = replay(joined(ada), joined(bob));
    const { room } = replay(
      joined(ada),
      joined(bob),
      sessionLost(ada),
      ...sent(bob, 'camera'),
      muteSet(bob, 'camera', true),
      sessionResumed(ada),
    );
    expect(eventsSince(room, before.room.seq)).toEqual([
      { seq: 3, name: 'peerDisconnected', data: { peerId: ada } },
      { seq: 4, name: 'sourceAdded', data: { peerId: bob, source: 'camera', muted: false } },
      { seq: 5, name: 'muteChanged', data: { peerId: bob, source: 'camera', muted: true } },
      { seq: 6, name: 'peerReconnected', data: { peerId: ada } },
    ]);
    expect(eventsSince(room, room.seq)).toEqual([]);
  });

  it('[ST4] has no events for a number of another room', () => {
    const { room } = replay(joined(ada), joined(bob));
    expect(eventsSince(room, 3)).toBeUndefined();
    expect(eventsSince(emptyRoom, 0)).toEqual([]);
  });

  it('[ST4] has no events when the log no longer reaches back', () => {
    const many = Array.from({ length: EVENT_LOG_LENGTH }, (_, index) => muteSet(ada, 'camera', index % 2 === 0));
    const { room } = replay(joined(ada), ...sent(ada, 'camera'), ...many);
    expect(room.seq).toBe(EVENT_LOG_LENGTH + 2);
    expect(room.log).toHaveLength(EVENT_LOG_LENGTH);
    expect(eventsSince(room, 1)).toBeUndefined();
    expect(eventsSince(room, 2)?.map(({ seq }) => seq)).toEqual(
      Array.from({ length: EVENT_LOG_LENGTH }, (_, index) => index + 3),
    );
  });

  it('[ST6] by a second session, while the first still stands, is no event for the others', () => {
    const { room } = replay(joined(ada), joined(bob));
    expect(stepRoom(room, sessionResumed(ada))).toEqual({ room, effects: [] });
  });

  it('[ME4] offers everything open again', () => {
    const { effects } = replay(
      joined(ada),
      joined(bob),
      ...sent(bob, 'camera'),
      receivingStarted(ada),
      sessionLost(ada),
      sessionResumed(ada),
    );
    expect(effects).toEqual([
      broadcast([bob], { seq: 5, name: 'peerReconnected', data: { peerId: ada } }),
      { type: 'openConsumers', peerId: ada, mediaEpoch: 1, of: [{ peerId: bob, source: 'camera' }] },
    ]);
  });

  it('[ST4] of a seat that has ended changes nothing', () => {
    const { room } = replay(joined(bob));
    expect(stepRoom(room, sessionResumed(ada))).toEqual({ room, effects: [] });
  });
});

describe('leaving', () => {
  it('[ST7] is at once, with everything that was sent', () => {
    const { room, effects } = replay(joined(bob), joined(ada), ...sent(ada, 'microphone'), left(ada));
    expect(effects).toEqual([
      broadcast([bob], { seq: 4, name: 'peerLeft', data: { peerId: ada, reason: 'left' } }),
      { type: 'closePeer', peerId: ada },
    ]);
    expect(toSnapshot(room)).toMatchObject({ seq: 4, peers: [{ peerId: bob }] });
  });

  it('[ST7] twice changes nothing', () => {
    const { room } = replay(joined(ada), joined(bob), left(ada));
    expect(stepRoom(room, left(ada))).toEqual({ room, effects: [] });
  });

  it('[ST8] ends the room after a while without anyone', () => {
    const { room, effects } = replay(joined(ada), left(ada));
    expect(effects).toEqual([
      broadcast([], { seq: 2, name: 'peerLeft', data: { peerId: ada, reason: 'left' } }),
      { type: 'closePeer', peerId: ada },
      { type: 'startTimer', ms: EMPTY_ROOM_GRACE_MS, timer: { type: 'emptyRoom', timerId: 1 } },
    ]);
    expect(stepRoom(room, emptyTimer(1)).effects).toEqual([{ type: 'endRoom' }]);
  });

  it('[ST8] does not end it under someone who came meanwhile, nor after a later silence has begun', () => {
    const visited = replay(joined(ada), left(ada), joined(bob)).room;
    expect(stepRoom(visited, emptyTimer(1))).toEqual({ room: visited, effects: [] });
    const silentAgain = stepRoom(visited, left(bob)).room;
    expect(stepRoom(silentAgain, emptyTimer(1))).toEqual({ room: silentAgain, effects: [] });
    expect(stepRoom(silentAgain, emptyTimer(2)).effects).toEqual([{ type: 'endRoom' }]);
  });

  it('[ST8] keeps the numbers running for whoever comes back in time', () => {
    expect(replay(joined(ada), left(ada), joined(bob)).room.seq).toBe(3);
  });
});
