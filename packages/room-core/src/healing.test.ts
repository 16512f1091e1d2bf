import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  cleo,
  joined,
  left,
  muteSet,
  receivingStarted,
  replay,
  requested,
  sent,
  sessionLost,
  toPeerId,
} from './testing/exampleRoom.ts';

const microphone = { peerId: ada, source: 'microphone' } as const;
const renewalAsked = (
  peerId: typeof ada,
  ...of: { peerId: typeof ada; source: 'microphone' | 'camera' }[]
): RoomInput => ({
  type: 'renewalAsked',
  peerId,
  of,
});
const unheard = (peerId: typeof ada, ...of: (typeof microphone)[]): RoomInput => ({
  type: 'unheardReported',
  peerId,
  of,
});
/** Ada is heard by Bob and Cleo. */
const { room } = replay(
  joined(ada),
  joined(bob),
  joined(cleo),
  ...sent(ada, 'microphone'),
  receivingStarted(bob),
  receivingStarted(cleo),
);
const told = (byPeerIds: (typeof ada)[]) => ({ type: 'tellUnheard', to: ada, source: 'microphone', byPeerIds });

describe('new consumers', () => {
  it('[HE1] are opened of what the others send now, and of nothing else', () => {
    const of = [microphone, { peerId: ada, source: 'camera' as const }, { peerId: bob, source: 'microphone' as const }];
    expect(stepRoom(room, renewalAsked(bob, ...of)).effects).toEqual([
      { type: 'openConsumers', peerId: bob, mediaEpoch: 1, of: [microphone], renew: true },
    ]);
    const opening = stepRoom(room, requested(ada, 'camera')).room;
    for (const [state, by, stream] of [
      [room, bob, { peerId: bob, source: 'microphone' as const }],
      [opening, bob, { peerId: ada, source: 'camera' as const }],
      [room, toPeerId(9), microphone],
    ] as const)
      expect(stepRoom(state, renewalAsked(by, stream))).toEqual({ room: state, effects: [] });
  });

  it('[HE1] wait for a peer that has not said what it can decode', () => {
    const { room: early } = replay(joined(ada), joined(bob), ...sent(ada, 'microphone'));
    expect(stepRoom(early, renewalAsked(bob, microphone))).toEqual({ room: early, effects: [] });
  });
});

describe('who is not heard', () => {
  it('[HE2] learns from whom, whenever that changes, and when it is over', () => {
    const byBob = stepRoom(room, unheard(bob, microphone));
    expect(byBob.effects).toEqual([told([bob])]);
    expect(stepRoom(byBob.room, unheard(bob, microphone)).effects).toEqual([]);
    const byBoth = stepRoom(byBob.room, unheard(cleo, microphone));
    expect(byBoth.effects).toEqual([told([bob, cleo])]);
    expect(stepRoom(byBoth.room, unheard(bob)).effects).toEqual([told([cleo])]);
  });

  it('[HE2] is not told of what is muted, or not sent, or their own', () => {
    const muted = stepRoom(room, muteSet(ada, 'microphone', true)).room;
    expect(stepRoom(muted, unheard(bob, microphone)).effects).toEqual([]);
    expect(stepRoom(room, unheard(ada, microphone)).effects).toEqual([]);
    expect(stepRoom(room, unheard(toPeerId(9), microphone))).toEqual({ room, effects: [] });
  });

  it.each([sessionLost(bob), left(bob)])('[HE2] is not missed by those who are away: %j', (gone) => {
    const byBob = stepRoom(room, unheard(bob, microphone)).room;
    expect(stepRoom(byBob, gone).effects).toContainEqual(told([]));
  });
});
