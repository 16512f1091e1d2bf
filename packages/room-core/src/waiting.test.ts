import type { PeerId, Role } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM, MAX_WAITING_PER_ROOM } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomInput } from './RoomInput.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  joined,
  left,
  moderated,
  replay,
  sessionLost,
  sessionResumed,
  toPeerId,
} from './testing/exampleRoom.ts';
import { admissionOf } from './waiting.ts';

const visitorOf = (peerId: PeerId, role?: Role) => ({ peerId, displayName: 'Visitor', role });
const knocked = (peerId: PeerId, role?: Role): RoomInput => ({ type: 'knocked', ...visitorOf(peerId, role) });
const withWaitingRoom = moderated(ada, { method: 'setWaitingRoom', params: { enabled: true } });
const locked = moderated(ada, { method: 'setLocked', params: { locked: true } });
const [eve, finn] = [toPeerId(5), toPeerId(6)];
/** Ada is host, Bob is not; Eve and Finn wait. */
const { room } = replay(joined(ada), joined(bob), withWaitingRoom, knocked(eve), knocked(finn));

describe('who is new', () => {
  it.each([
    [[], undefined, 'enter'],
    [[joined(ada)], undefined, 'enter'],
    [[joined(ada), withWaitingRoom], undefined, 'wait'],
    [[joined(ada), withWaitingRoom], 'speaker', 'wait'],
    [[joined(ada), withWaitingRoom], 'host', 'enter'],
    [[joined(ada), locked], 'speaker', 'locked'],
    [[joined(ada), locked, withWaitingRoom], undefined, 'locked'],
    [[joined(ada), locked], 'host', 'enter'],
    [[joined(ada), locked, left(ada)], undefined, 'enter'],
  ] satisfies [RoomInput[], Role | undefined, string][])(
    '[WA1] after %j, with role %s: %s',
    (inputs, role, admission) => {
      expect(admissionOf(replay(...inputs).room, role)).toBe(admission);
    },
  );

  it('[WA1] [LI2] finds a room full that is, host or not, and a waiting room that is', () => {
    const crowd = replay(...Array.from({ length: MAX_PEERS_PER_ROOM }, (_, index) => joined(toPeerId(index + 10))));
    expect([admissionOf(crowd.room, undefined), admissionOf(crowd.room, 'host')]).toEqual(['full', 'full']);
    const knocks = Array.from({ length: MAX_WAITING_PER_ROOM }, (_, index) => knocked(toPeerId(index + 10)));
    const queue = replay(joined(ada), withWaitingRoom, ...knocks);
    expect(admissionOf(queue.room, undefined)).toBe('full');
    expect(stepRoom(queue.room, knocked(eve)).effects).toEqual([{ type: 'turnAway', peerId: eve, reason: 'refused' }]);
  });
});

describe('the waiting room', () => {
  it('[WA2] is told to connected hosts only, whole, in the order of knocking', () => {
    expect(stepRoom(room, knocked(toPeerId(7))).effects).toEqual([
      { type: 'tellWaiting', to: [ada], waiting: [eve, finn, toPeerId(7)].map((peerId) => visitorOf(peerId)) },
    ]);
    const away = stepRoom(room, sessionLost(ada)).room;
    expect(stepRoom(away, { type: 'waitEnded', peerId: eve }).effects).toEqual([
      { type: 'tellWaiting', to: [], waiting: [visitorOf(finn)] },
    ]);
    expect(stepRoom(away, sessionResumed(ada)).effects).toContainEqual({
      type: 'tellWaiting',
      to: [ada],
      waiting: [visitorOf(eve), visitorOf(finn)],
    });
  });

  it('[WA2] is told to who is made host', () => {
    const { effects } = stepRoom(room, moderated(ada, { method: 'setRole', params: { peerId: bob, role: 'host' } }));
    expect(effects).toContainEqual(expect.objectContaining({ type: 'tellWaiting', to: [bob] }));
  });

  it('[WA3] lets in and turns away whom the host names, once, and nobody who does not wait', () => {
    const admitted = stepRoom(room, moderated(ada, { method: 'admit', params: { peerIds: [eve, bob, toPeerId(8)] } }));
    expect(admitted.effects).toEqual([
      { type: 'letIn', visitor: visitorOf(eve) },
      { type: 'tellWaiting', to: [ada], waiting: [visitorOf(finn)] },
    ]);
    const refused = stepRoom(admitted.room, moderated(ada, { method: 'refuse', params: { peerIds: [eve, finn] } }));
    expect(refused.effects).toEqual([
      { type: 'turnAway', peerId: finn, reason: 'refused' },
      { type: 'tellWaiting', to: [ada], waiting: [] },
    ]);
  });

  it('[WA4] lets everybody in when it is switched off', () => {
    const { effects } = stepRoom(room, moderated(ada, { method: 'setWaitingRoom', params: { enabled: false } }));
    expect(effects.filter(({ type }) => type === 'letIn')).toEqual(
      [eve, finn].map((peerId) => ({ type: 'letIn', visitor: visitorOf(peerId) })),
    );
  });

  it('[WA5] turns away who waits when the room ends', () => {
    const turnedAway = [eve, finn].map((peerId) => ({ type: 'turnAway', peerId, reason: 'roomEnded' }));
    const ended = stepRoom(room, moderated(ada, { method: 'endRoom', params: {} }));
    expect(ended.effects).toEqual(expect.arrayContaining(turnedAway));
    const empty = stepRoom(stepRoom(room, left(ada)).room, left(bob)).room;
    const timer = { type: 'emptyRoom', timerId: empty.emptyTimerId ?? 0 } as const;
    expect(stepRoom(empty, { type: 'timerRang', timer }).effects).toEqual([...turnedAway, { type: 'endRoom' }]);
  });
});
