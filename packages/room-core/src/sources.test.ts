import { describe, expect, it } from 'vitest';
import { toSnapshot } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  broadcast,
  closed,
  failed,
  joined,
  left,
  mediaReset,
  muteSet,
  opened,
  receivingStarted,
  replay,
  requested,
  sent,
} from './testing/exampleRoom.ts';

const pause = (paused: boolean) => ({ type: 'setProducerPaused', peerId: ada, source: 'microphone', paused }) as const;
const close = { type: 'closeProducer', peerId: ada, source: 'microphone' } as const;
const muteChanged = (seq: number, muted: boolean) =>
  broadcast([ada, bob], { seq, name: 'muteChanged', data: { peerId: ada, source: 'microphone', muted } });
const both = [joined(ada), joined(bob)];
const microphoneOf = ({ room }: ReturnType<typeof replay>) => room.peers.get(ada)?.sources.get('microphone');

describe('producing', () => {
  it('[MU3] is not told before the producer is open', () => {
    const step = replay(...both, requested(ada, 'microphone'));
    expect(step.effects).toEqual([]);
    expect(toSnapshot(step.room).peers[0]?.sources).toEqual([]);
  });

  it('[MU3] is told, and offered to those who can receive, when it is', () => {
    const step = replay(...both, receivingStarted(bob), receivingStarted(ada), ...sent(ada, 'microphone'));
    expect(step.effects).toEqual([
      broadcast([ada, bob], { seq: 3, name: 'sourceAdded', data: { peerId: ada, source: 'microphone', muted: false } }),
      { type: 'openConsumers', peerId: bob, mediaEpoch: 1, of: [{ peerId: ada, source: 'microphone' }] },
    ]);
    expect(toSnapshot(step.room).peers[0]?.sources).toEqual([{ source: 'microphone', muted: false }]);
  });

  it('[MU1] again replaces the producer and adds no second source', () => {
    const step = replay(...both, receivingStarted(bob), ...sent(ada, 'microphone'), ...sent(ada, 'microphone'));
    expect(step.effects).toEqual([
      { type: 'openConsumers', peerId: bob, mediaEpoch: 1, of: [{ peerId: ada, source: 'microphone' }] },
    ]);
    expect(step.room.seq).toBe(3);
    expect(toSnapshot(step.room).peers[0]?.sources).toEqual([{ source: 'microphone', muted: false }]);
  });

  it('[MU1] keeps different sources apart', () => {
    const { room } = replay(...both, ...sent(ada, 'camera'), ...sent(ada, 'screen', true), closed(ada, 'camera'));
    expect(toSnapshot(room).peers[0]?.sources).toEqual([{ source: 'screen', muted: true }]);
  });

  it('[MU2] closes a producer that opens after its peer has left', () => {
    const step = replay(...both, requested(ada, 'microphone'), left(ada), opened(ada, 'microphone'));
    expect(step.effects).toEqual([close]);
    expect([...step.room.peers.keys()]).toEqual([bob]);
  });

  it('[MU2] closes a producer that opens after the source was closed', () => {
    const step = replay(...both, requested(ada, 'microphone'), closed(ada, 'microphone'), opened(ada, 'microphone'));
    expect(step.effects).toEqual([close]);
    expect(microphoneOf(step)).toBeUndefined();
  });

  it('[MU8] that fails leaves nothing behind, in the room or in the sfu', () => {
    const step = replay(...both, requested(ada, 'microphone'), failed(ada, 'microphone'));
    expect(step.effects).toEqual([close]);
    expect(microphoneOf(step)).toBeUndefined();
    expect(step.room.seq).toBe(2);
  });

  it('[MU8] again that fails takes with it what was to be replaced: nobody could mute it any more', () => {
    const step = replay(...both, ...sent(ada, 'microphone'), requested(ada, 'microphone'), failed(ada, 'microphone'));
    expect(step.effects).toEqual([
      close,
      broadcast([ada, bob], { seq: 4, name: 'sourceRemoved', data: { peerId: ada, source: 'microphone' } }),
    ]);
    expect(microphoneOf(step)).toBeUndefined();
  });

  it('[MU8] and a failure from before a media reset is of no interest', () => {
    const { room } = replay(...both, ...sent(ada, 'microphone'), mediaReset(ada), requested(ada, 'microphone'));
    expect(stepRoom(room, failed(ada, 'microphone', 1))).toEqual({ room, effects: [] });
  });

  it('of one who is not there changes nothing', () => {
    const { room } = replay(joined(bob));
    expect(stepRoom(room, requested(ada, 'microphone'))).toEqual({ room, effects: [] });
    expect(stepRoom(room, failed(ada, 'microphone'))).toEqual({ room, effects: [] });
  });
});

describe('closing a source', () => {
  it('[MU2] closes the producer and is told', () => {
    const step = replay(...both, ...sent(ada, 'microphone'), closed(ada, 'microphone'));
    expect(step.effects).toEqual([
      close,
      broadcast([ada, bob], { seq: 4, name: 'sourceRemoved', data: { peerId: ada, source: 'microphone' } }),
    ]);
  });

  it('[MU3] that nobody was told of is not told either', () => {
    expect(replay(...both, requested(ada, 'microphone'), closed(ada, 'microphone')).effects).toEqual([close]);
  });

  it('that is not there changes nothing', () => {
    const { room } = replay(...both);
    expect(stepRoom(room, closed(ada, 'microphone'))).toEqual({ room, effects: [] });
  });
});

describe('muting', () => {
  it('[MU4] pauses the producer, then tells everyone', () => {
    const step = replay(...both, ...sent(ada, 'microphone'), muteSet(ada, 'microphone', true));
    expect(step.effects).toEqual([pause(true), muteChanged(4, true)]);
    expect(toSnapshot(step.room).peers[0]?.sources).toEqual([{ source: 'microphone', muted: true }]);
  });

  it('[MU4] and unmuting resumes it', () => {
    const step = replay(...both, ...sent(ada, 'microphone', true), muteSet(ada, 'microphone', false));
    expect(step.effects).toEqual([pause(false), muteChanged(4, false)]);
  });

  it('[MU4] what is muted already, or not there, changes nothing', () => {
    const { room } = replay(...both, ...sent(ada, 'microphone', true));
    expect(stepRoom(room, muteSet(ada, 'microphone', true))).toEqual({ room, effects: [] });
    expect(stepRoom(room, muteSet(ada, 'camera', true))).toEqual({ room, effects: [] });
  });

  it('[MU5] while the producer opens is applied when it is open', () => {
    const muted = replay(...both, requested(ada, 'microphone'), muteSet(ada, 'microphone', true));
    expect(muted.effects).toEqual([]);
    expect(stepRoom(muted.room, opened(ada, 'microphone', { paused: false })).effects).toEqual([
      pause(true),
      broadcast([ada, bob], { seq: 3, name: 'sourceAdded', data: { peerId: ada, source: 'microphone', muted: true } }),
    ]);
  });

  it('[MU5] and so is unmuting', () => {
    const step = replay(
      ...both,
      requested(ada, 'microphone', true),
      muteSet(ada, 'microphone', false),
      opened(ada, 'microphone', { paused: true }),
    );
    expect(step.effects).toEqual([
      pause(false),
      broadcast([ada, bob], { seq: 3, name: 'sourceAdded', data: { peerId: ada, source: 'microphone', muted: false } }),
    ]);
  });

  it('[MU4] silences also a producer that is about to be replaced', () => {
    const step = replay(
      ...both,
      ...sent(ada, 'microphone'),
      requested(ada, 'microphone'),
      muteSet(ada, 'microphone', true),
    );
    expect(step.effects).toEqual([pause(true), muteChanged(4, true)]);
    expect(stepRoom(step.room, opened(ada, 'microphone', { paused: false })).effects).toEqual([pause(true)]);
  });

  it('[MU6] producing again never unmutes', () => {
    const step = replay(
      ...both,
      ...sent(ada, 'microphone', true),
      requested(ada, 'microphone', false),
      opened(ada, 'microphone', { paused: false }),
    );
    expect(step.effects).toEqual([pause(true)]);
    expect(microphoneOf(step)?.muted).toBe(true);
  });

  it('[MU6] producing again muted mutes at once, for everyone', () => {
    const step = replay(...both, ...sent(ada, 'microphone'), requested(ada, 'microphone', true));
    expect(step.effects).toEqual([pause(true), muteChanged(4, true)]);
  });

  it('[MU6] nor does producing again after the transports were lost', () => {
    const step = replay(
      ...both,
      ...sent(ada, 'microphone', true),
      mediaReset(ada),
      requested(ada, 'microphone', false),
      opened(ada, 'microphone', { paused: false, mediaEpoch: 2 }),
    );
    expect(step.effects).toEqual([pause(true)]);
    expect(toSnapshot(step.room).peers[0]?.sources).toEqual([{ source: 'microphone', muted: true }]);
  });

  it('[MU4] while the transports are lost is told and remembered', () => {
    const step = replay(...both, ...sent(ada, 'microphone'), mediaReset(ada), muteSet(ada, 'microphone', true));
    expect(step.effects).toEqual([muteChanged(4, true)]);
    expect(microphoneOf(step)).toEqual({ muted: true, producer: 'lost', isAnnounced: true });
  });

  it('[MU7] changes only what the one who asked sends', () => {
    const { room } = replay(
      ...both,
      ...sent(ada, 'microphone', true),
      ...sent(bob, 'microphone', true),
      muteSet(bob, 'microphone', false),
    );
    expect(toSnapshot(room).peers.map(({ sources }) => sources)).toEqual([
      [{ source: 'microphone', muted: true }],
      [{ source: 'microphone', muted: false }],
    ]);
  });
});
