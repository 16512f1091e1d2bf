import type { Moderation, PeerId } from '@confab/protocol';
import { reactions, roles, sources } from '@confab/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomEffect } from './RoomEffect.ts';
import type { RoomInput } from './RoomInput.ts';
import { emptyRoom, eventsSince, toSnapshot } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import * as example from './testing/exampleRoom.ts';
import { describeSnapshot, follow } from './testing/follow.ts';
import { SimulatedRoom } from './testing/SimulatedRoom.ts';

type Act = {
  readonly what: keyof typeof acts;
  /** Picks whom it is about, or which of several things that are under way. */
  readonly pick: number;
  readonly source: (typeof sources)[number];
  readonly flag: boolean;
};

/** Mostly one who is in the room; now and then one who is not, or not any more. */
const whom = ({ room }: SimulatedRoom, { pick }: Act): PeerId =>
  [...room.peers.keys(), example.toPeerId(pick)][pick % (room.peers.size + 1)] ?? example.ada;
const which = (things: readonly unknown[], { pick }: Act): number => pick % Math.max(1, things.length);

/** Mostly a host; now and then somebody who may not. */
const someHost = (world: SimulatedRoom, act: Act): PeerId =>
  act.pick % 5 === 0
    ? whom(world, act)
    : ([...world.room.peers.values()].find(({ role }) => role === 'host')?.peerId ?? whom(world, act));

function toModeration(world: SimulatedRoom, act: Act): Moderation {
  const { pick, source, flag } = act;
  const peerId = whom(world, { ...act, pick: pick + 1 });
  const visitors = [...world.room.waiting.keys()].slice(0, 1 + (pick % 2));
  const all: readonly Moderation[] = [
    { method: 'mutePeer', params: { peerId, source } },
    { method: 'muteAll', params: {} },
    { method: 'askToUnmute', params: { peerId } },
    { method: 'stopSource', params: { peerId, source } },
    { method: 'lowerHand', params: { peerId } },
    { method: 'setRole', params: { peerId, role: roles[pick % roles.length] ?? 'viewer' } },
    { method: 'setLocked', params: { locked: flag } },
    { method: 'setWaitingRoom', params: { enabled: pick % 3 > 0 } },
    { method: 'setSpotlight', params: flag ? { peerId } : {} },
    { method: 'admit', params: { peerIds: visitors } },
    { method: 'refuse', params: { peerIds: [...visitors, peerId] } },
    { method: 'removePeer', params: { peerId } },
    { method: 'endRoom', params: {} },
  ];
  // Ends come rarely.
  return all[flag ? pick % all.length : pick % (all.length - 2)] ?? { method: 'muteAll', params: {} };
}
/** Mostly the current one. */
const epochOf = ({ room }: SimulatedRoom, { pick }: Act): number =>
  pick % 3 === 0 ? Math.max(0, room.topology.epoch - 1) : room.topology.epoch;

const streamOf = (world: SimulatedRoom, act: Act) => ({
  peerId: whom(world, { ...act, pick: act.pick + 2 }),
  source: act.source,
});

const acts = {
  join: (world: SimulatedRoom, act: Act) => {
    if (world.room.peers.size >= 5) return;
    world.join();
    const newest = [...world.room.peers.keys()].at(-1);
    if (newest && act.pick % 6 > 0) world.apply(example.directAllowed(newest));
  },
  joinByToken: (world: SimulatedRoom, act: Act) => {
    if (world.room.peers.size < 5) world.join(roles[act.pick % roles.length]);
  },
  enter: (world: SimulatedRoom, act: Act) => world.enterAdmitted(which(world.admitted, act)),
  stopWaiting: (world: SimulatedRoom, act: Act) => {
    const peerId = [...world.room.waiting.keys()][which([...world.room.waiting], act)] ?? example.ada;
    world.apply({ type: 'waitEnded', peerId });
  },
  moderate: (world: SimulatedRoom, act: Act) => world.moderate(someHost(world, act), toModeration(world, act)),
  chat: (world: SimulatedRoom, act: Act) =>
    world.apply({ type: 'chatSent', peerId: whom(world, act), messageId: `m${act.pick % 7}`, text: 'Hello', at: 1 }),
  react: (world: SimulatedRoom, act: Act) =>
    world.apply({
      type: 'reacted',
      peerId: whom(world, act),
      messageId: `r${act.pick}`,
      reaction: reactions[act.pick % reactions.length] ?? 'heart',
    }),
  raise: (world: SimulatedRoom, act: Act) =>
    world.apply({ type: 'handSet', peerId: whom(world, act), raised: act.flag }),
  leave: (world: SimulatedRoom, act: Act) => world.apply(example.left(whom(world, act))),
  lose: (world: SimulatedRoom, act: Act) => world.loseSession(whom(world, act)),
  resume: (world: SimulatedRoom, act: Act) => world.resumeSession(whom(world, act)),
  ring: (world: SimulatedRoom, act: Act) => world.ring(which(world.timers, act)),
  reset: (world: SimulatedRoom, act: Act) => world.resetMedia(whom(world, act)),
  receive: (world: SimulatedRoom, act: Act) => {
    const peerId = whom(world, act);
    const mediaEpoch = world.room.peers.get(peerId)?.mediaEpoch ?? 1;
    // Now and then it comes late, said of the transports before.
    world.apply(example.receivingStarted(peerId, act.pick % 10 === 0 ? mediaEpoch - 1 : mediaEpoch));
  },
  produce: (world: SimulatedRoom, act: Act) =>
    world.produce({ peerId: whom(world, act), source: act.source, muted: act.flag, endsFormer: act.pick % 2 === 0 }),
  sfuProduces: (world: SimulatedRoom, act: Act) =>
    world.sfu.produce(which(world.sfu.productions, act), act.flag || act.pick % 3 > 0),
  sfuAnswers: (world: SimulatedRoom, act: Act) => {
    const [answer] = world.sfu.answers.splice(which(world.sfu.answers, act), 1);
    if (answer) world.apply(answer);
  },
  sfuConsumes: (world: SimulatedRoom, act: Act) => {
    const opened = world.sfu.consume(which(world.sfu.consumptions, act));
    if (opened) world.apply(opened);
  },
  close: (world: SimulatedRoom, act: Act) => world.apply(example.closed(whom(world, act), act.source)),
  mute: (world: SimulatedRoom, act: Act) => world.apply(example.muteSet(whom(world, act), act.source, act.flag)),
  restart: (world: SimulatedRoom) => world.restart(),
  allowDirect: (world: SimulatedRoom, act: Act) =>
    world.apply(example.directAllowed(whom(world, act), act.pick % 5 > 0)),
  /** So that rooms of two are not rare. */
  goDirect: (world: SimulatedRoom, act: Act) => {
    for (const peerId of [...world.room.peers.keys()].slice(2)) world.apply(example.left(peerId));
    const { timerId } = world.room.direct;
    if (act.flag) world.ring(world.timers.findIndex((timer) => timer.timerId === timerId));
  },
  giveUpDirect: (world: SimulatedRoom, act: Act) =>
    world.apply(example.directFailed(whom(world, act), epochOf(world, act))),
  signal: (world: SimulatedRoom, act: Act) => {
    const to = [...world.room.peers.keys()][act.pick % 3] ?? example.toPeerId(99);
    const from = act.flag ? whom(world, act) : [...world.room.peers.keys()].find((peerId) => peerId !== to);
    world.apply(example.signalSent(from ?? example.ada, to, epochOf(world, act)));
  },
  renew: (world: SimulatedRoom, act: Act) =>
    world.apply({ type: 'renewalAsked', peerId: whom(world, act), of: [streamOf(world, act)] }),
  missHearing: (world: SimulatedRoom, act: Act) =>
    world.apply({ type: 'unheardReported', peerId: whom(world, act), of: act.flag ? [streamOf(world, act)] : [] }),
  caption: (world: SimulatedRoom, act: Act) =>
    world.apply({
      type: 'captionSaid',
      peerId: act.flag ? whom(world, act) : example.toPeerId(99),
      caption: { captionId: 'c', text: 'Hello', isFinal: act.flag },
    }),
  speak: (world: SimulatedRoom, act: Act) =>
    world.apply({
      type: 'speakersHeard',
      speakers: [whom(world, act), example.toPeerId(99)].map((peerId) => ({ peerId, volume: -20 })),
    }),
} as const;

const names = Object.keys(acts) as Act['what'][];
const ends: readonly Act['what'][] = ['leave', 'ring', 'reset', 'close', 'restart', 'stopWaiting', 'goDirect'];
/** What ends things is rare: sequences then get further than to an empty room. */
const what = fc.constantFrom(
  ...names,
  ...names.filter((name) => !ends.includes(name)),
  ...names.filter((name) => !ends.includes(name)),
);
const act = fc.record({ what, pick: fc.nat(30), source: fc.constantFrom(...sources.slice(0, 2)), flag: fc.boolean() });

function expectInvariants(world: SimulatedRoom): void {
  expectNumbersWithoutGaps(world);
  expectFollowersToKnow(world);
  expectReceiversToBeThere(world);
  expectSfuToObey(world);
  expectTimers(world);
  expectModeration(world);
  expectOnePathOfTwo(world);
}

/** [RO1] [RO3] [MO5] [WA2] */
function expectModeration({ room, effects, waitingTold, dismissed }: SimulatedRoom): void {
  const peers = [...room.peers.values()];
  if (!peers.some(({ role }) => role === 'host')) expect(peers.every(({ isRoleGranted }) => isRoleGranted)).toBe(true);
  for (const { peerId, role, connection, sources: sent } of peers) {
    if (role === 'viewer') expect(sent.size).toBe(0);
    if (role !== 'host' || connection.state !== 'connected') continue;
    expect(waitingTold.get(peerId) ?? []).toEqual([...room.waiting.values()]);
  }
  for (const effect of effects) {
    if (effect.type !== 'tellWaiting') continue;
    for (const to of effect.to) expect(room.peers.get(to)).toMatchObject({ role: 'host' });
  }
  for (const peerId of dismissed) expect(room.peers.has(peerId)).toBe(false);
  for (const peerId of room.waiting.keys()) expect(room.peers.has(peerId)).toBe(false);
}

/** [CH2] [CH3] Nothing is said twice, and what the room remembers is what followers were told. */
function expectChatToBeSaidOnce({ room }: SimulatedRoom): void {
  const said = room.log.flatMap((event) => (event.name === 'chatSent' ? [event.data.message] : []));
  for (const message of said.slice(-room.chat.length)) expect(room.chat).toContainEqual(message);
  for (const { peerId, said: ids } of room.peers.values()) {
    expect(new Set(ids.map(({ messageId }) => messageId)).size).toBe(ids.length);
    for (const { messageId, seq } of ids) {
      const event = room.log.find((logged) => logged.seq === seq);
      if (event)
        expect(event).toMatchObject({
          data: event.name === 'chatSent' ? { message: { peerId, messageId } } : { peerId, messageId },
        });
    }
  }
}

/** [EV1] */
function expectNumbersWithoutGaps({ room, before, effects }: SimulatedRoom): void {
  const told = effects.filter((effect) => effect.type === 'broadcast').map(({ event }) => event.seq);
  expect(told).toEqual(Array.from({ length: room.seq - before.seq }, (_, index) => before.seq + index + 1));
  expect(room.log.map(({ seq }) => seq)).toEqual(room.log.map((_, index) => room.seq - room.log.length + index + 1));
}

/** [EV2], and with it: what anyone is told of a source's mute state is what the room holds. */
function expectFollowersToKnow({ room, before, followers, snapshots }: SimulatedRoom): void {
  const now = describeSnapshot(toSnapshot(room));
  for (const [peerId, { snapshot, isConnected }] of followers) {
    if (isConnected && room.peers.has(peerId)) expect(describeSnapshot(snapshot)).toBe(now);
  }
  const delta = eventsSince(room, before.seq) ?? [];
  const previous = snapshots.get(before.seq);
  if (previous) expect(describeSnapshot(delta.reduce(follow, previous))).toBe(now);
}

function receiversOf(effect: RoomEffect): readonly PeerId[] {
  if (effect.type === 'broadcast' || effect.type === 'tellSpeakers' || effect.type === 'tellCaption') return effect.to;
  if (effect.type === 'tellUnheard') return [effect.to];
  return effect.type === 'offerConsumers' ? [effect.to] : [];
}

/** [CP2] [EV3] [ME2] [SP1] */
function expectReceiversToBeThere({ room, effects }: SimulatedRoom): void {
  for (const effect of effects) {
    const receivers = receiversOf(effect);
    expect(new Set(receivers).size).toBe(receivers.length);
    for (const peerId of receivers) expect(room.peers.get(peerId)?.connection.state).toBe('connected');
    if (effect.type === 'openConsumers') {
      expect(room.peers.get(effect.peerId)).toMatchObject({ mediaEpoch: effect.mediaEpoch, canReceive: true });
      expect(effect.of.map(({ peerId }) => peerId)).not.toContain(effect.peerId);
    }
    if (effect.type === 'offerConsumers') {
      expect(room.peers.get(effect.to)?.mediaEpoch).toBe(effect.mediaEpoch);
      for (const { peerId, source } of effect.consumers)
        expect(room.peers.get(peerId)?.sources.get(source)?.producer).toBe('open');
    }
    if (effect.type === 'tellCaption') {
      const { peerId } = effect.caption;
      expect(room.peers.get(peerId)?.sources.get('microphone')?.muted).toBe(false);
      expect(effect.to).not.toContain(peerId);
    }
    if (effect.type === 'tellSpeakers') {
      for (const { peerId } of effect.speakers)
        expect(room.peers.get(peerId)?.sources.get('microphone')?.muted).toBe(false);
    }
  }
}

/**
 * [MU4] [MU8]: the sfu forwards what the room knows of, paused if and only if it is muted. While an answer is under way
 * the two may differ, yet never is a muted source forwarded that the room knows to be open.
 */
function expectSfuToObey({ room, sfu }: SimulatedRoom): void {
  expect([...sfu.peers.keys()].sort()).toEqual([...room.peers.keys()].sort());
  for (const [peerId, { producers, mediaEpoch }] of sfu.peers) {
    const peer = room.peers.get(peerId);
    expect(peer?.mediaEpoch).toBe(mediaEpoch);
    for (const source of sources) {
      const entry = peer?.sources.get(source);
      const isPaused = producers.get(source)?.paused;
      if (entry?.muted && !sfu.hasAnswerFor(peerId, source)) expect(isPaused).not.toBe(false);
      if (!sfu.isBusyWith(peerId, source)) expect(isPaused).toBe(entry?.producer === 'open' ? entry.muted : undefined);
    }
  }
}

/** [ST2] [ST8]: whoever is away has a timer that ends it, and so has an empty room; an end comes to an empty room only. */
function expectTimers({ room, timers, effects, hasEnded }: SimulatedRoom): void {
  const ids = timers.map(({ timerId }) => timerId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { connection } of room.peers.values()) {
    if (connection.state === 'lingering') expect(ids).toContain(connection.lingerId);
  }
  if (effects.some(({ type }) => type === 'endRoom')) expect(room.peers.size).toBe(0);
  if (room.peers.size === 0 && room.seq > 0 && !hasEnded) expect(ids).toContain(room.emptyTimerId);
}

/**
 * [TO1] [TO2] [TO3] [SI1] [SI3]: only two who allow it talk directly, each change has an epoch of its own that both are
 * told, and a signal goes from one of them to the other, in that epoch.
 */
function expectOnePathOfTwo({ room, before, effects, timers }: SimulatedRoom): void {
  const { topology, epoch } = room.topology;
  const told = effects.flatMap((effect) =>
    effect.type === 'broadcast' && effect.event.name === 'topologyChanged' ? [effect.event.data] : [],
  );
  expect(told.map((change) => change.epoch)).toEqual(
    Array.from({ length: epoch - before.topology.epoch }, (_, index) => before.topology.epoch + index + 1),
  );
  const pair = [...room.peers.values()];
  if (topology === 'p2p') expect(pair.map(({ allowsDirect }) => allowsDirect)).toEqual([true, true]);
  for (const effect of effects) {
    if (effect.type !== 'relaySignal') continue;
    expect(room.topology).toEqual({ topology: 'p2p', epoch: effect.epoch });
    expect(new Set([effect.from, effect.to])).toEqual(new Set(room.peers.keys()));
  }
  const { timerId } = room.direct;
  if (timerId !== undefined) expect(timers.map((timer) => timer.timerId)).toContain(timerId);
}

/** [EV2] of every event that the log reaches back to. */
function expectHistoryToLeadHere({ room, snapshots }: SimulatedRoom): void {
  const now = describeSnapshot(toSnapshot(room));
  for (const [seq, snapshot] of snapshots) {
    const events = eventsSince(room, seq);
    expect(events && describeSnapshot(events.reduce(follow, snapshot))).toBe(now);
  }
}

/** [ME2] [ME4]: whoever is connected and can receive has been offered exactly what the sfu forwards. */
function expectOffersToBeComplete({ room, sfu, followers }: SimulatedRoom): void {
  for (const receiver of [...room.peers.values()].filter(
    (peer) => peer.canReceive && peer.connection.state === 'connected',
  )) {
    const offered = followers.get(receiver.peerId)?.offered;
    for (const [peerId, { producers }] of sfu.peers) {
      for (const [source, { id }] of peerId === receiver.peerId ? [] : producers) {
        expect(offered?.get(`${peerId} ${source}`)).toBe(id);
      }
    }
  }
}

describe('stepRoom', () => {
  // Takes a second or two; a machine that is busy with other things may take longer.
  it(
    '[EV1] [EV2] [EV3] [MU4] [MU8] [ME2] [ME4] [ST2] [SP1] [RS1] [RS6] [RS7] [RO1] [RO3] [MO5] [WA2] [CH2] [CH3] [TO1] [TO2] [TO3] [SI1] [SI3] hold over any sequence of inputs',
    { timeout: 180_000 },
    () => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 80, size: 'max' }), (plan) => {
          const world = new SimulatedRoom();
          for (const step of plan) {
            acts[step.what](world, step);
            expectInvariants(world);
          }
          world.settle();
          expectInvariants(world);
          expectChatToBeSaidOnce(world);
          expectHistoryToLeadHere(world);
          expectOffersToBeComplete(world);
        }),
        { numRuns: 250 },
      );
    },
  );

  it('does nothing about anybody before they have joined', () => {
    const { ada } = example;
    const inputs: RoomInput[] = [
      example.sessionLost(ada),
      example.sessionResumed(ada),
      example.receivingStarted(ada),
      example.requested(ada, 'camera'),
      example.failed(ada, 'camera'),
      example.closed(ada, 'camera'),
      example.muteSet(ada, 'camera', true),
      example.consumersOpened(ada, []),
      example.left(ada),
      example.directAllowed(ada),
      example.directFailed(ada, 0),
      example.signalSent(ada, example.bob, 0),
    ];
    for (const input of inputs) expect(stepRoom(emptyRoom, input)).toEqual({ room: emptyRoom, effects: [] });
  });
});
