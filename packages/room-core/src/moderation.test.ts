import type { Moderation } from '@confab/protocol';
import { moderationRequests } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './moderation.ts';
import { stepRoom } from './stepRoom.ts';
import {
  ada,
  bob,
  broadcast,
  cleo,
  joined,
  moderated,
  muteSet,
  replay,
  sent,
  sessionResumed,
  toPeerId,
} from './testing/exampleRoom.ts';

const stranger = toPeerId(9);
const handSet = { type: 'handSet', peerId: bob, raised: true } as const;

/** One of each, all about Bob. */
const each: readonly Moderation[] = [
  { method: 'mutePeer', params: { peerId: bob, source: 'microphone' } },
  { method: 'muteAll', params: {} },
  { method: 'askToUnmute', params: { peerId: bob } },
  { method: 'stopSource', params: { peerId: bob, source: 'camera' } },
  { method: 'lowerHand', params: { peerId: bob } },
  { method: 'removePeer', params: { peerId: bob } },
  { method: 'setRole', params: { peerId: bob, role: 'viewer' } },
  { method: 'setLocked', params: { locked: true } },
  { method: 'setWaitingRoom', params: { enabled: true } },
  { method: 'setSpotlight', params: { peerId: bob } },
  { method: 'admit', params: { peerIds: [toPeerId(5)] } },
  { method: 'refuse', params: { peerIds: [toPeerId(5)] } },
  { method: 'endRoom', params: {} },
];

/** Ada is host; Bob sends everything with his hand up, Cleo her microphone. */
const call = [
  joined(ada),
  joined(bob),
  joined(cleo),
  ...sent(bob, 'microphone'),
  ...sent(bob, 'camera'),
  ...sent(cleo, 'microphone'),
  ...sent(ada, 'microphone'),
  handSet,
];
const { room } = replay(...call);
const by = (moderation: Moderation) => stepRoom(room, moderated(ada, moderation));

describe('moderation', () => {
  it('[MO1] has a rule for each request', () => {
    expect(each.map(({ method }) => method).sort()).toEqual(Object.keys(moderationRequests).sort());
  });

  it.each(each)(
    '[MO1] $method is forbidden to a speaker, a viewer and a stranger, and changes nothing',
    (moderation) => {
      const viewed = by({ method: 'setRole', params: { peerId: cleo, role: 'viewer' } }).room;
      for (const [peerId, state] of [
        [bob, room],
        [cleo, viewed],
        [stranger, room],
      ] as const) {
        expect(refusalOf(state, peerId, moderation)).toBe('forbidden');
        expect(stepRoom(state, moderated(peerId, moderation))).toEqual({ room: state, effects: [] });
      }
      expect(refusalOf(room, ada, moderation)).toBeUndefined();
    },
  );

  it.each(each.filter(({ params }) => 'peerId' in params))('[MO2] $method of a stranger is notFound', (moderation) => {
    const params = { ...moderation.params, peerId: stranger };
    expect(refusalOf(room, ada, { ...moderation, params } as Moderation)).toBe('notFound');
  });

  it('[MO3] mutes for everyone, says who did it, and leaves unmuting to the muted one', () => {
    const muted = by({ method: 'mutePeer', params: { peerId: bob, source: 'microphone' } });
    expect(muted.effects).toEqual([
      { type: 'setProducerPaused', peerId: bob, source: 'microphone', paused: true },
      broadcast([ada, bob, cleo], {
        seq: room.seq + 1,
        name: 'muteChanged',
        data: { peerId: bob, source: 'microphone', muted: true, byPeerId: ada },
      }),
    ]);
    expect(
      stepRoom(muted.room, muteSet(bob, 'microphone', false))
        .room.peers.get(bob)
        ?.sources.get('microphone'),
    ).toMatchObject({ muted: false });
  });

  it('[MO3] mutes all but the one who asks', () => {
    const { room: muted } = by({ method: 'muteAll', params: {} });
    const microphones = [ada, bob, cleo].map((peerId) => muted.peers.get(peerId)?.sources.get('microphone')?.muted);
    expect(microphones).toEqual([false, true, true]);
    expect(muted.peers.get(bob)?.sources.get('camera')?.muted).toBe(false);
  });

  it('[MO3] [MU7] asks to unmute, and does not do it', () => {
    const muted = by({ method: 'mutePeer', params: { peerId: bob, source: 'microphone' } }).room;
    const asked = stepRoom(muted, moderated(ada, { method: 'askToUnmute', params: { peerId: bob } }));
    expect(asked).toEqual({ room: muted, effects: [{ type: 'askToUnmute', to: bob, byPeerId: ada }] });
  });

  it('[MO4] stops what somebody sends', () => {
    const { room: stopped, effects } = by({ method: 'stopSource', params: { peerId: bob, source: 'camera' } });
    expect(stopped.peers.get(bob)?.sources.has('camera')).toBe(false);
    expect(effects).toEqual([
      { type: 'closeProducer', peerId: bob, source: 'camera' },
      broadcast([ada, bob, cleo], {
        seq: room.seq + 1,
        name: 'sourceRemoved',
        data: { peerId: bob, source: 'camera', byPeerId: ada },
      }),
    ]);
  });

  it('[MO5] removes somebody for good: told first, then gone', () => {
    const { room: without, effects } = by({ method: 'removePeer', params: { peerId: bob } });
    expect(effects).toEqual([
      { type: 'dismiss', peerId: bob, reason: 'removed' },
      broadcast([ada, cleo], { seq: room.seq + 1, name: 'peerLeft', data: { peerId: bob, reason: 'removed' } }),
      { type: 'closePeer', peerId: bob },
    ]);
    expect(stepRoom(without, sessionResumed(bob))).toEqual({ room: without, effects: [] });
  });

  it('[MO6] lowers a hand and puts somebody in front, until they leave', () => {
    const lowered = by({ method: 'lowerHand', params: { peerId: bob } }).room;
    expect(lowered.peers.get(bob)?.handRaised).toBeUndefined();
    const lit = by({ method: 'setSpotlight', params: { peerId: bob } }).room;
    expect(lit.policy.spotlight).toBe(bob);
    expect(stepRoom(lit, { type: 'left', peerId: bob }).room.policy).toEqual({ locked: false, waitingRoom: false });
    expect(stepRoom(lit, moderated(ada, { method: 'setSpotlight', params: {} })).room.policy.spotlight).toBeUndefined();
  });

  it('[MO7] says a policy that is so already to nobody', () => {
    expect(by({ method: 'setLocked', params: { locked: false } })).toEqual({ room, effects: [] });
  });

  it('[MO8] ends the room for all, and leaves nothing of it', () => {
    const { room: ended, effects } = by({ method: 'endRoom', params: {} });
    expect(ended).toMatchObject({ peers: new Map(), chat: [], log: [], policy: { locked: false } });
    expect(effects.filter(({ type }) => type === 'dismiss')).toEqual(
      [ada, bob, cleo].map((peerId) => ({ type: 'dismiss', peerId, reason: 'roomEnded' })),
    );
    expect(effects.at(-1)).toEqual({ type: 'endRoom' });
  });

  it('[RO4] leaves a room one host', () => {
    const stepDown: Moderation = { method: 'setRole', params: { peerId: ada, role: 'speaker' } };
    expect(refusalOf(room, ada, stepDown)).toBe('invalidState');
    expect(stepRoom(room, moderated(ada, stepDown))).toEqual({ room, effects: [] });
  });
});
