import type { LoggedEvent, PeerState } from '@confab/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSnapshot } from '../RoomState.ts';
import * as example from '../testing/exampleRoom.ts';
import { SimulatedRoom } from '../testing/SimulatedRoom.ts';
import { attendanceOf } from './attendance.ts';
import { historyOf } from './history.ts';
import { rosterOf } from './roster.ts';

const { ada, bob } = example;
const whats = ['join', 'leave', 'lose', 'resume', 'ring', 'produce', 'mute', 'muteAll', 'remove', 'makeHost'] as const;
const act = fc.record({ what: fc.constantFrom('join' as const, ...whats), pick: fc.nat(20) });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function carryOut(world: SimulatedRoom, { what, pick }: Act): void {
  const peers = [...world.room.peers.keys()];
  const peerId = peers[pick % Math.max(1, peers.length)] ?? ada;
  const host = [...world.room.peers.values()].find(({ role }) => role === 'host')?.peerId ?? ada;
  switch (what) {
    case 'join':
      return peers.length < 6 ? world.join() : undefined;
    case 'leave':
      return world.apply(example.left(peerId));
    case 'lose':
      return world.loseSession(peerId);
    case 'resume':
      return world.resumeSession(peerId);
    case 'ring':
      return world.ring(0);
    case 'produce':
      world.produce({ peerId, source: 'microphone', muted: pick % 2 === 0, endsFormer: false });
      return world.settle();
    case 'mute':
      return world.apply(example.muteSet(peerId, 'microphone', pick % 2 === 0));
    case 'muteAll':
      return world.moderate(host, { method: 'muteAll', params: {} });
    case 'remove':
      return world.moderate(host, { method: 'removePeer', params: { peerId } });
    case 'makeHost':
      return world.moderate(host, { method: 'setRole', params: { peerId, role: 'host' } });
  }
}

/** What a room came to, with everything that it told; `cut` is a moment on the way. */
function live(plan: readonly Act[]) {
  const world = new SimulatedRoom();
  const cut: { seq: number; before: readonly PeerState[] } = { seq: 0, before: [] };
  for (const [index, step] of plan.entries()) {
    carryOut(world, step);
    if (index === plan.length >> 1) Object.assign(cut, { seq: world.room.seq, before: toSnapshot(world.room).peers });
  }
  return { events: world.room.log, peers: toSnapshot(world.room).peers, cut };
}

const sorted = (peers: readonly PeerState[]) =>
  peers.map((peer) => ({ ...peer, sources: peer.sources.toSorted((a, b) => (a.source < b.source ? -1 : 1)) }));
const timeOf = ({ seq }: LoggedEvent) => seq * 1_000;

const hold = (property: (lived: ReturnType<typeof live>) => void) =>
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (plan) => property(live(plan))),
    { numRuns: 200 },
  );

describe('the views of a room', () => {
  it('[EV2] have the roster of the snapshot, from the beginning and from any moment on', () => {
    hold(({ events, peers, cut }) => {
      expect(sorted(rosterOf(events))).toEqual(sorted(peers));
      const later = events.filter(({ seq }) => seq > cut.seq);
      expect(sorted(rosterOf(later, cut.before))).toEqual(sorted(peers));
    });
  });

  it('know who is there, and who is connected, from attendance', () => {
    hold(({ events, peers, cut }) => {
      const later = events.filter(({ seq }) => seq > cut.seq);
      const both = [attendanceOf(events, { timeOf }), attendanceOf(later, { timeOf, before: cut.before })];
      for (const people of later.length > 0 ? both : both.slice(0, 1)) {
        const there = people.filter(({ seated }) => seated.to === undefined);
        expect(there.map(({ peerId }) => peerId)).toEqual(peers.map(({ peerId }) => peerId));
        const connected = there.filter((one) => one.connected.some(({ to }) => to === undefined));
        const known = peers.filter((peer) => peer.connected).map(({ peerId }) => peerId);
        expect(connected.map(({ peerId }) => peerId)).toEqual(known);
      }
    });
  });

  it('never have anybody connected outside of the time that they had a seat, nor twice at once', () => {
    hold(({ events }) => {
      for (const { seated, connected } of attendanceOf(events, { timeOf })) {
        const times = connected.flatMap(({ from, to }) => [from, to ?? Infinity]);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times[0]).toBe(seated.from);
        expect(times.at(-1)).toBeLessThanOrEqual(seated.to ?? Infinity);
      }
    });
  });

  it('tell of everyone who came and went, by name, in the order of the events', () => {
    hold(({ events, peers }) => {
      const entries = historyOf(events);
      expect(entries.every(({ who }) => who.startsWith('Peer '))).toBe(true);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq).toSorted((a, b) => a - b));
      const count = (what: string) => entries.filter((entry) => entry.what === what).length;
      expect(count('joined') - count('left')).toBe(peers.length);
    });
  });

  it('tell what was done to whom by whom, and nothing of what people did to themselves', () => {
    const world = new SimulatedRoom();
    world.join();
    world.join();
    world.produce({ peerId: bob, source: 'microphone', muted: false, endsFormer: false });
    world.settle();
    world.apply(example.muteSet(bob, 'microphone', true));
    world.apply(example.muteSet(bob, 'microphone', false));
    world.moderate(ada, { method: 'mutePeer', params: { peerId: bob, source: 'microphone' } });
    world.loseSession(bob);
    world.moderate(ada, { method: 'removePeer', params: { peerId: bob } });
    const { log } = world.room;
    expect(historyOf(log).map(({ seq: _, ...entry }) => entry)).toEqual([
      { who: 'Peer 1', what: 'joined' },
      { who: 'Peer 2', what: 'joined' },
      { who: 'Peer 2', what: 'muted', by: 'Peer 1' },
      { who: 'Peer 2', what: 'wasLost' },
      { who: 'Peer 2', what: 'left', reason: 'removed' },
    ]);
    expect(attendanceOf(log, { timeOf })[1]).toEqual({
      peerId: bob,
      displayName: 'Peer 2',
      seated: { from: 2_000, to: 8_000 },
      connected: [{ from: 2_000, to: 7_000 }],
    });
  });
});
