import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import { toSnapshot } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  broadcast,
  cleo,
  closed,
  consumersOpened,
  joined,
  left,
  mediaReset,
  muteSet,
  offerOf,
  opened,
  receivingStarted,
  replay,
  requested,
  sent,
  sessionLost,
} from './testing/exampleRoom.ts';

const both = [joined(ada), joined(bob)];
const heard = (...speakers: [typeof ada, number][]): RoomInput => ({
  type: 'speakersHeard',
  speakers: speakers.map(([peerId, volume]) => ({ peerId, volume })),
});

describe('a media reset', () => {
  it('[ME1] keeps the sources with their mute state, to be produced again', () => {
    const { room, effects } = replay(
      ...both,
      ...sent(ada, 'microphone', true),
      ...sent(ada, 'camera'),
      mediaReset(ada),
    );
    expect(effects).toEqual([]);
    expect(toSnapshot(room).peers[0]?.sources).toEqual([
      { source: 'microphone', muted: true },
      { source: 'camera', muted: false },
    ]);
    expect(room.peers.get(ada)).toMatchObject({ mediaEpoch: 2, canReceive: false });
  });

  it('[ME1] forgets what nobody was told of yet', () => {
    const { room } = replay(...both, requested(ada, 'camera'), mediaReset(ada));
    expect(room.peers.get(ada)?.sources.size).toBe(0);
  });

  it('[ME1] ignores what opens on the transports of before', () => {
    const { room } = replay(
      ...both,
      ...sent(ada, 'camera'),
      requested(ada, 'camera'),
      mediaReset(ada),
      requested(ada, 'camera'),
    );
    expect(stepRoom(room, opened(ada, 'camera', { mediaEpoch: 1 }))).toEqual({ room, effects: [] });
  });

  it('[ME1] brings the source back to the others without telling them a second time', () => {
    const { room, effects } = replay(
      ...both,
      receivingStarted(bob),
      ...sent(ada, 'camera'),
      mediaReset(ada),
      requested(ada, 'camera'),
      opened(ada, 'camera', { mediaEpoch: 2 }),
    );
    expect(effects).toEqual([
      { type: 'openConsumers', peerId: bob, mediaEpoch: 1, of: [{ peerId: ada, source: 'camera' }] },
    ]);
    expect(room.seq).toBe(3);
  });

  it('[MU2] of one who has left closes the transports that were made for nobody', () => {
    expect(replay(...both, left(ada), mediaReset(ada)).effects).toEqual([{ type: 'closePeer', peerId: ada }]);
  });
});

describe('receiving', () => {
  it('[ME2] offers what the others send once the peer can decode it, never its own', () => {
    const { effects } = replay(
      ...both,
      joined(cleo),
      ...sent(ada, 'microphone'),
      ...sent(ada, 'camera'),
      ...sent(bob, 'camera'),
      ...sent(cleo, 'camera'),
      receivingStarted(cleo),
    );
    expect(effects).toEqual([
      {
        type: 'openConsumers',
        peerId: cleo,
        mediaEpoch: 1,
        of: [
          { peerId: ada, source: 'microphone' },
          { peerId: ada, source: 'camera' },
          { peerId: bob, source: 'camera' },
        ],
      },
    ]);
  });

  it('[ME2] asks for nothing where nothing is sent, nor for what is lost or still opening', () => {
    expect(replay(...both, receivingStarted(bob)).effects).toEqual([]);
    expect(replay(...both, requested(ada, 'camera'), receivingStarted(bob)).effects).toEqual([]);
    expect(replay(...both, ...sent(ada, 'camera'), mediaReset(ada), receivingStarted(bob)).effects).toEqual([]);
  });

  it('[ME2] needs saying again after a media reset', () => {
    const { effects } = replay(...both, receivingStarted(bob), mediaReset(bob), ...sent(ada, 'camera'));
    expect(effects).toEqual([
      broadcast([ada, bob], { seq: 3, name: 'sourceAdded', data: { peerId: ada, source: 'camera', muted: false } }),
    ]);
  });

  it('[ME2] said of transports that are gone does not count', () => {
    const { room } = replay(...both, ...sent(ada, 'camera'), mediaReset(bob));
    expect(stepRoom(room, receivingStarted(bob, 1))).toEqual({ room, effects: [] });
    expect(stepRoom(room, receivingStarted(bob, 2)).effects).toEqual([
      { type: 'openConsumers', peerId: bob, mediaEpoch: 2, of: [{ peerId: ada, source: 'camera' }] },
    ]);
  });

  it('[ME2] by one who is not there changes nothing', () => {
    const { room } = replay(joined(ada));
    expect(stepRoom(room, receivingStarted(bob))).toEqual({ room, effects: [] });
  });

  it('[ME3] offers consumers that have opened, paused, to the one they are for', () => {
    const camera = offerOf(ada, 'camera');
    const { effects } = replay(...both, receivingStarted(bob), ...sent(ada, 'camera'), consumersOpened(bob, [camera]));
    expect(effects).toEqual([{ type: 'offerConsumers', to: bob, mediaEpoch: 1, consumers: [camera] }]);
  });

  it('[ME2] says nothing of consumers that opened for an older epoch', () => {
    const { room } = replay(...both, receivingStarted(bob), ...sent(ada, 'camera'), mediaReset(bob));
    expect(stepRoom(room, consumersOpened(bob, [offerOf(ada, 'camera')], 1))).toEqual({ room, effects: [] });
  });

  it('[ME2] leaves out what was closed while they opened', () => {
    const microphone = offerOf(ada, 'microphone');
    const { room } = replay(
      ...both,
      receivingStarted(bob),
      ...sent(ada, 'camera'),
      ...sent(ada, 'microphone'),
      closed(ada, 'camera'),
    );
    expect(stepRoom(room, consumersOpened(bob, [offerOf(ada, 'camera'), microphone])).effects).toEqual([
      { type: 'offerConsumers', to: bob, mediaEpoch: 1, consumers: [microphone] },
    ]);
    expect(stepRoom(room, consumersOpened(bob, [offerOf(ada, 'camera')]))).toEqual({ room, effects: [] });
  });

  it('[EV3] offers nothing to one who is gone or not connected', () => {
    const camera = [offerOf(ada, 'camera')];
    const lingering = replay(...both, receivingStarted(bob), ...sent(ada, 'camera'), sessionLost(bob)).room;
    expect(stepRoom(lingering, consumersOpened(bob, camera))).toEqual({ room: lingering, effects: [] });
    const gone = stepRoom(lingering, left(bob)).room;
    expect(stepRoom(gone, consumersOpened(bob, camera))).toEqual({ room: gone, effects: [] });
  });
});

describe('speaking', () => {
  it('[SP1] is told as it was heard, loudest first, to everyone who is connected', () => {
    const { effects } = replay(
      ...both,
      joined(cleo),
      ...sent(ada, 'microphone'),
      ...sent(bob, 'microphone'),
      sessionLost(cleo),
      heard([bob, -20], [ada, -40]),
    );
    expect(effects).toEqual([
      {
        type: 'tellSpeakers',
        to: [ada, bob],
        speakers: [
          { peerId: bob, volume: -20 },
          { peerId: ada, volume: -40 },
        ],
      },
    ]);
  });

  it('[SP1] never names a muted microphone, one that is not told of, or somebody who is gone', () => {
    const { effects } = replay(
      ...both,
      ...sent(ada, 'microphone'),
      muteSet(ada, 'microphone', true),
      requested(bob, 'microphone'),
      heard([ada, -10], [bob, -20], [cleo, -30]),
    );
    expect(effects).toEqual([{ type: 'tellSpeakers', to: [ada, bob], speakers: [] }]);
  });

  it('[SP1] says silence, too', () => {
    expect(replay(...both, heard()).effects).toEqual([{ type: 'tellSpeakers', to: [ada, bob], speakers: [] }]);
  });
});
