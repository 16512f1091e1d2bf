import type { LoggedEvent } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomView } from './callState.ts';
import {
  applyEvent,
  applyMissed,
  goneSources,
  ownSource,
  toRemotePeers,
  toRoomEvent,
  toRoomView,
} from './callState.ts';
import { ada, bob, me, peer, snapshot } from './testing/roomFixtures.ts';

const start = toRoomView(me, snapshot(4, peer(me, 'Me'), peer(ada, 'Ada', [{ source: 'microphone', muted: true }])));

const muteOfAda = (seq: number, muted: boolean): LoggedEvent => ({
  seq,
  name: 'muteChanged',
  data: { peerId: ada, source: 'microphone', muted },
});
const sourcesOf = (room: RoomView, id: string) => room.peers.find(({ peerId }) => peerId === id)?.sources;
const replay = (events: readonly LoggedEvent[]) =>
  events.reduce((applied, event) => applyEvent(applied.room, event), { room: start, outcome: 'seen' as string });

describe('callState', () => {
  it('[EV2] adds up a snapshot and the events after it', () => {
    const { room } = replay([
      { seq: 5, name: 'peerJoined', data: { peer: peer(bob, 'Bob') } },
      { seq: 6, name: 'sourceAdded', data: { peerId: bob, source: 'camera', muted: false } },
      { seq: 7, name: 'sourceAdded', data: { peerId: bob, source: 'microphone', muted: false } },
      { seq: 8, name: 'muteChanged', data: { peerId: bob, source: 'camera', muted: true } },
      { seq: 9, name: 'sourceRemoved', data: { peerId: bob, source: 'microphone' } },
      { seq: 10, name: 'peerDisconnected', data: { peerId: ada } },
      { seq: 11, name: 'peerReconnected', data: { peerId: ada } },
      { seq: 12, name: 'peerDisconnected', data: { peerId: bob } },
    ]);

    expect(room.seq).toBe(12);
    expect(room.peers).toEqual([
      peer(me, 'Me'),
      peer(ada, 'Ada', [{ source: 'microphone', muted: true }]),
      { ...peer(bob, 'Bob', [{ source: 'camera', muted: true }]), connected: false },
    ]);
    expect(replay([{ seq: 5, name: 'peerLeft', data: { peerId: ada, reason: 'left' } }]).room.peers).toEqual([
      peer(me, 'Me'),
    ]);
  });

  it('[EV1] applies an event once, however often it comes', () => {
    const once = applyEvent(start, muteOfAda(5, false));
    const twice = applyEvent(once.room, muteOfAda(5, true));

    expect(twice).toEqual({ room: once.room, outcome: 'seen' });
    expect(sourcesOf(twice.room, ada)).toEqual([{ source: 'microphone', muted: false }]);
  });

  it('[EV1] does not go past a missing event', () => {
    expect(applyEvent(start, muteOfAda(6, false))).toEqual({ room: start, outcome: 'gap' });
  });

  it('[ST4] takes the missed events of a resume, also those that it has seen', () => {
    const { room, outcome } = applyMissed(start, {
      events: [muteOfAda(4, true), muteOfAda(5, false), muteOfAda(6, true)],
    });

    expect([room.seq, outcome]).toEqual([6, 'applied']);
    expect(applyMissed(start, { events: [] })).toEqual({ room: start, outcome: 'seen' });
    expect(applyMissed(start, { events: [muteOfAda(5, false), muteOfAda(7, false)] }).outcome).toBe('gap');
  });

  it('[ST4] starts from a snapshot when the log does not reach back', () => {
    const { room } = applyMissed(start, { room: snapshot(99, peer(me, 'Me')) });

    expect(room).toEqual({ selfId: me, ...snapshot(99, peer(me, 'Me')) });
  });

  it('knows what is sent no more', () => {
    const after = toRoomView(me, snapshot(5, peer(me, 'Me'), peer(bob, 'Bob')));

    expect(goneSources(start, after)).toEqual([{ peerId: ada, source: 'microphone' }]);
    expect(goneSources(start, start)).toEqual([]);
  });

  it('tells oneself from the others', () => {
    const { room } = replay([{ seq: 5, name: 'sourceAdded', data: { peerId: me, source: 'microphone', muted: true } }]);

    expect(ownSource(room, 'microphone')).toBe('muted');
    expect(ownSource(room, 'camera')).toBeUndefined();
    expect(toRemotePeers(room, (trackId) => trackId === `${ada}:microphone`)).toEqual([
      {
        peerId: ada,
        displayName: 'Ada',
        connected: true,
        role: 'speaker',
        sources: [{ source: 'microphone', muted: true, trackId: `${ada}:microphone` }],
      },
    ]);
  });

  it('[RO1] [MO6] [CH6] follows roles, hands and what hosts decide', () => {
    const policy = { locked: true, waitingRoom: false, spotlight: ada };
    const { room } = replay([
      { seq: 5, name: 'roleChanged', data: { peerId: ada, role: 'host' } },
      { seq: 6, name: 'handChanged', data: { peerId: ada, raised: true } },
      { seq: 7, name: 'policyChanged', data: { policy } },
    ]);
    expect(toRemotePeers(room, () => false)[0]).toMatchObject({ role: 'host', handRaised: 6 });
    expect(room.policy).toEqual(policy);
    const after = applyEvent(room, { seq: 8, name: 'handChanged', data: { peerId: ada, raised: false } }).room;
    expect(toRemotePeers(after, () => false)[0]).not.toHaveProperty('handRaised');
    const left = applyEvent(room, { seq: 8, name: 'peerLeft', data: { peerId: ada, reason: 'left' } }).room;
    expect(left.policy).toEqual({ locked: true, waitingRoom: false });
  });

  it('[CH3] has each message once, and keeps those that the room has forgotten', () => {
    const message = (messageId: string) => ({ messageId, peerId: ada, displayName: 'Ada', text: messageId, at: 1 });
    const { room } = replay([
      { seq: 5, name: 'chatSent', data: { message: message('m1') } },
      { seq: 6, name: 'chatSent', data: { message: message('m2') } },
    ]);
    const { room: after } = applyMissed(room, {
      room: { ...snapshot(9, peer(me, 'Me')), chat: [message('m2'), message('m3')] },
    });
    expect(after.chat.map(({ messageId }) => messageId)).toEqual(['m1', 'm2', 'm3']);
  });

  it('takes for an event only what is one and has a number', () => {
    const data = { peerId: ada };
    expect(toRoomEvent({ name: 'peerDisconnected', data, seq: 3 })).toEqual({ name: 'peerDisconnected', data, seq: 3 });
    expect(toRoomEvent({ name: 'peerDisconnected', data })).toBeUndefined();
    expect(toRoomEvent({ name: 'speakersChanged', data: { speakers: [] }, seq: 3 })).toBeUndefined();
  });
});
