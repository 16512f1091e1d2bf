import type { Moderation, PeerId, Role, RoomSnapshot, Source } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM } from '@confab/protocol';
import type { RoomEffect } from '../RoomEffect.ts';
import type { RoomInput, RoomTimer } from '../RoomInput.ts';
import type { RoomState, Visitor } from '../RoomState.ts';
import { fromMemo, toMemo } from '../memo.ts';
import { emptyRoom, eventsSince, toSnapshot } from '../RoomState.ts';
import { stepRoom } from '../stepRoom.ts';
import * as input from './exampleRoom.ts';
import { follow } from './follow.ts';
import { admissionOf } from '../waiting.ts';
import { freezeDeep } from './freezeDeep.ts';
import { SimulatedSfu } from './SimulatedSfu.ts';

/** What one client knows of the room, and what it was offered on its current socket. */
export type Follower = { snapshot: RoomSnapshot; isConnected: boolean; readonly offered: Map<string, string> };

type ProduceAct = {
  readonly peerId: PeerId;
  readonly source: Source;
  readonly muted: boolean;
  readonly endsFormer: boolean;
};

/** A room with everything around it as a host would have it: an sfu, timers and clients that believe what they are told. */
export class SimulatedRoom {
  room: RoomState = emptyRoom;
  readonly sfu = new SimulatedSfu();
  readonly followers = new Map<PeerId, Follower>();
  readonly timers: RoomTimer[] = [];
  /** What each host was told last of who waits. */
  readonly waitingTold = new Map<PeerId, readonly Visitor[]>();
  readonly dismissed = new Set<PeerId>();
  /** Let in, and not inside yet: the sfu is busy with them. */
  readonly admitted: Visitor[] = [];
  /** The room as it was after each event, by the event's number. */
  readonly snapshots = new Map<number, RoomSnapshot>([[0, toSnapshot(emptyRoom)]]);
  /** The effects of the newest step, and the room before it. */
  effects: readonly RoomEffect[] = [];
  before: RoomState = emptyRoom;
  hasEnded = false;
  #lastPeer = 0;

  /** Enters, knocks or is refused, as the room says. */
  join(role?: Role): void {
    const peerId = input.toPeerId(++this.#lastPeer);
    const displayName = `Peer ${this.#lastPeer}`;
    const admission = admissionOf(this.room, role);
    if (admission === 'enter') this.#enter({ peerId, displayName, role });
    if (admission === 'wait') this.apply({ type: 'knocked', peerId, displayName, role });
  }

  enterAdmitted(index: number): void {
    const [visitor] = this.admitted.splice(index, 1);
    if (visitor && this.room.peers.size < MAX_PEERS_PER_ROOM) this.#enter(visitor);
  }

  /** As a host's request that passed the dispatcher. */
  moderate(byPeerId: PeerId, moderation: Moderation): void {
    this.apply({ type: 'moderated', byPeerId, moderation });
  }

  #enter({ peerId, displayName, role }: Visitor): void {
    this.hasEnded = false;
    this.sfu.openPeer(peerId);
    this.apply({ type: 'joined', peerId, displayName, role });
    this.followers.set(peerId, { snapshot: toSnapshot(this.room), isConnected: true, offered: new Map() });
  }

  loseSession(peerId: PeerId): void {
    const follower = this.followers.get(peerId);
    if (!follower?.isConnected) return;
    follower.isConnected = false;
    follower.offered.clear();
    this.waitingTold.delete(peerId);
    this.apply(input.sessionLost(peerId));
  }

  /** Also of a follower that is connected: a second socket takes over. */
  resumeSession(peerId: PeerId): void {
    const follower = this.followers.get(peerId);
    if (!follower || !this.room.peers.has(peerId)) return;
    follower.isConnected = false;
    follower.offered.clear();
    const effects = this.#step(input.sessionResumed(peerId));
    const missed = eventsSince(this.room, follower.snapshot.seq);
    follower.snapshot = missed ? missed.reduce(follow, follower.snapshot) : toSnapshot(this.room);
    follower.isConnected = true;
    for (const effect of effects) this.#carryOut(effect);
  }

  resetMedia(peerId: PeerId): void {
    this.sfu.openPeer(peerId);
    this.followers.get(peerId)?.offered.clear();
    this.apply(input.mediaReset(peerId));
  }

  /** One at a time for each source, as a host has to see to. */
  produce({ peerId, source, muted, endsFormer }: ProduceAct): void {
    const mediaEpoch = this.room.peers.get(peerId)?.mediaEpoch;
    if (mediaEpoch === undefined || this.sfu.isBusyWith(peerId, source, mediaEpoch)) return;
    this.apply(input.requested(peerId, source, muted));
    const paused = this.room.peers.get(peerId)?.sources.get(source)?.muted ?? muted;
    this.sfu.take({ peerId, source, mediaEpoch, paused }, endsFormer);
  }

  /** The process ends and another one goes on with the memo; what it had asked for is done, and nobody is told. */
  restart(): void {
    if (this.room.peers.size === 0) return;
    for (const follower of this.followers.values()) {
      follower.isConnected = false;
      follower.offered.clear();
    }
    while (this.sfu.productions.length > 0) this.sfu.produce(0, true);
    this.sfu.answers.length = 0;
    this.sfu.consumptions.length = 0;
    this.timers.length = 0;
    this.admitted.length = 0;
    this.waitingTold.clear();
    const held = new Map(
      [...this.sfu.peers].map(([peerId, { producers }]) => [
        peerId,
        new Map([...producers].map(([source, { paused }]) => [source, paused])),
      ]),
    );
    this.apply({ type: 'restarted', room: fromMemo(toMemo(this.room)), held });
    // Its numbers are new ones, and nobody was told anything.
    this.before = this.room;
    this.effects = [];
    this.snapshots.clear();
    this.snapshots.set(this.room.seq, toSnapshot(this.room));
  }

  ring(index: number): void {
    const [timer] = index < 0 ? [] : this.timers.splice(index, 1);
    if (timer) this.apply({ type: 'timerRang', timer });
  }

  /** Lets everything that is under way arrive. */
  settle(): void {
    while (this.sfu.productions.length > 0) this.sfu.produce(0, true);
    for (let answer = this.sfu.answers.shift(); answer; answer = this.sfu.answers.shift()) this.apply(answer);
    for (let opened = this.sfu.consume(0); opened; opened = this.sfu.consume(0)) this.apply(opened);
  }

  apply(event: RoomInput): void {
    for (const effect of this.#step(event)) this.#carryOut(effect);
  }

  #step(event: RoomInput): readonly RoomEffect[] {
    this.before = freezeDeep(this.room);
    const { room, effects } = stepRoom(this.before, freezeDeep(event));
    this.room = room;
    this.effects = effects;
    // Ended for all: what was before is of no room any more.
    if (room.log.length === 0) this.snapshots.clear();
    // A step may tell several events: only the last one's snapshot can be seen from outside.
    this.snapshots.set(room.seq, toSnapshot(room));
    return effects;
  }

  #carryOut(effect: RoomEffect): void {
    this.sfu.carryOut(effect);
    if (effect.type === 'endRoom') this.hasEnded = true;
    if (effect.type === 'letIn') this.admitted.push(effect.visitor);
    if (effect.type === 'tellWaiting') for (const to of effect.to) this.waitingTold.set(to, effect.waiting);
    if (effect.type === 'dismiss') this.dismissed.add(effect.peerId);
    if (effect.type === 'startTimer') this.timers.push(effect.timer);
    if (effect.type === 'broadcast') {
      for (const to of effect.to)
        this.#tell(to, (follower) => (follower.snapshot = follow(follower.snapshot, effect.event)));
    }
    if (effect.type === 'offerConsumers') {
      this.#tell(effect.to, ({ offered }) => {
        for (const { peerId, source, producerId } of effect.consumers) offered.set(`${peerId} ${source}`, producerId);
      });
    }
  }

  #tell(to: PeerId, how: (follower: Follower) => void): void {
    const follower = this.followers.get(to);
    if (follower?.isConnected) how(follower);
  }
}
