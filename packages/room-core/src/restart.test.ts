import type { PeerId, Source } from '@confab/protocol';
import { RECONNECT_GRACE_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { HeldPeer, RoomInput } from './RoomInput.ts';
import type { RoomState } from './RoomState.ts';
import { emptyRoom, eventsSince, toSnapshot } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  cleo,
  joined,
  left,
  mediaReset,
  receivingStarted,
  replay,
  requested,
  sent,
  sessionLost,
  sessionResumed,
} from './testing/exampleRoom.ts';

type Held = Partial<Record<Source, 'on' | 'paused'>>;
const heldOf = (held: Held): HeldPeer =>
  new Map(Object.entries(held).map(([source, how]) => [source as Source, how === 'paused']));

/** The room under the next process; the sfu holds these peers and, of them, these sources. */
const restart = (room: RoomState, ...held: readonly (readonly [PeerId, Held])[]) =>
  stepRoom(emptyRoom, { type: 'restarted', room, held: new Map(held.map(([of, what]) => [of, heldOf(what)])) });
const restartAfter = (inputs: readonly RoomInput[], held: Held = {}) => restart(replay(...inputs).room, [ada, held]);
const sourceOf = (room: RoomState, source: Source) => room.peers.get(ada)?.sources.get(source);

describe('a room after a restart of signaling', () => {
  it('[RS1] has every seat, each with its whole time to come back', () => {
    const before = replay(joined(ada), joined(bob), sessionLost(bob)).room;
    const { room, effects } = restart(before, [ada, {}], [bob, {}]);
    expect([...room.peers.keys()]).toEqual([ada, bob]);
    expect(toSnapshot(room).peers.map(({ connected }) => connected)).toEqual([false, false]);
    const timers = effects.flatMap((effect) => (effect.type === 'startTimer' ? [effect] : []));
    expect(timers.map(({ ms }) => ms)).toEqual([RECONNECT_GRACE_MS, RECONNECT_GRACE_MS]);

    const [, ofBob] = timers;
    const back = stepRoom(room, sessionResumed(ada)).room;
    if (!ofBob) throw new Error('no timer');
    expect([...stepRoom(back, { type: 'timerRang', timer: ofBob.timer }).room.peers.keys()]).toEqual([ada]);
  });

  it('[RS3] has a snapshot for everyone, also for who was told more than the memo knows', () => {
    const memo = replay(joined(ada), joined(bob)).room;
    const told = replay(joined(ada), joined(bob), joined(cleo), left(cleo)).room;
    let { room } = restart(memo, [ada, {}], [bob, {}]);
    for (const input of [sessionResumed(ada), sessionResumed(bob)]) {
      room = stepRoom(room, input).room;
      for (let seq = 0; seq <= told.seq; seq++) expect(eventsSince(room, seq)).toBeUndefined();
    }
    // From here on it is as ever.
    expect(eventsSince(stepRoom(room, joined(cleo)).room, room.seq)).toMatchObject([{ name: 'peerJoined' }]);
  });

  it('[RS5] keeps what the sfu forwards as it is', () => {
    const before = [joined(ada), receivingStarted(ada), ...sent(ada, 'microphone', true), ...sent(ada, 'camera')];
    const { room, effects } = restartAfter(before, { microphone: 'paused', camera: 'on' });
    expect(room.peers.get(ada)).toMatchObject({ mediaEpoch: 1, canReceive: true });
    expect(sourceOf(room, 'microphone')).toEqual({ muted: true, producer: 'open', isAnnounced: true });
    expect(sourceOf(room, 'camera')).toEqual({ muted: false, producer: 'open', isAnnounced: true });
    expect(effects.map(({ type }) => type)).toEqual(['startTimer']);
  });

  it.each([
    { memo: true, sfu: 'on', pauses: 1 },
    { memo: false, sfu: 'paused', pauses: 0 },
  ] as const)('[RS6] of two opinions the muted one wins: memo muted $memo, sfu $sfu', ({ memo, sfu, pauses }) => {
    const { room, effects } = restartAfter([joined(ada), ...sent(ada, 'microphone', memo)], { microphone: sfu });
    expect(sourceOf(room, 'microphone')?.muted).toBe(true);
    const paused = { type: 'setProducerPaused', peerId: ada, source: 'microphone', paused: true };
    expect(effects.filter(({ type }) => type === 'setProducerPaused')).toEqual(pauses ? [paused] : []);
  });

  it('[RS7] drops what only one of memo and sfu knows of', () => {
    const opening = [joined(ada), ...sent(ada, 'camera'), requested(ada, 'microphone')];
    const { room, effects } = restartAfter(opening, { microphone: 'on' });
    expect(room.peers.get(ada)?.sources.size).toBe(0);
    expect(effects).toContainEqual({ type: 'closeProducer', peerId: ada, source: 'microphone' });

    const stranger = restart(replay(joined(ada)).room, [ada, {}], [bob, { camera: 'on' }]);
    expect(stranger.effects).toContainEqual({ type: 'closePeer', peerId: bob });
  });

  it('[RS7] keeps the mute state of what was lost before and not yet produced again', () => {
    const lost = [joined(ada), ...sent(ada, 'microphone', true), mediaReset(ada)];
    for (const before of [lost, [...lost, requested(ada, 'microphone')]])
      expect(sourceOf(restartAfter(before).room, 'microphone')).toMatchObject({ muted: true, producer: 'lost' });
  });

  it('[RS7] gives a peer whose transports are gone a new media epoch, its sources keep their mute state', () => {
    const before = replay(joined(ada), receivingStarted(ada), ...sent(ada, 'microphone', true)).room;
    const { room } = restart(before);
    expect(room.peers.get(ada)).toMatchObject({ mediaEpoch: 2, canReceive: false });
    expect(sourceOf(room, 'microphone')).toEqual({ muted: true, producer: 'lost', isAnnounced: true });
  });
});
