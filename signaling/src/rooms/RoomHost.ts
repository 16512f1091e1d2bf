import type { IceServer, MediaOffer, PeerId, Result, SeatTaken, RoomId, Memo, WarmStart } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM, MEMO_VERSION, ProtocolError } from '@confab/protocol';
import type { RoomInput, RoomState } from '@confab/room-core';
import { admissionOf, emptyRoom, eventsSince, fromMemo, isFull, stepRoom, toMemo, toSnapshot } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import { SeatPasses } from '../tokens/SeatPasses.ts';
import type { Pass } from '../tokens/TokenGate.ts';
import type { Client } from './Client.ts';
import { beginWarm } from './beginWarm.ts';
import { EffectRunner } from './EffectRunner.ts';
import { EventFrames } from './EventFrames.ts';
import { Lobbies } from './Lobbies.ts';
import type { Lobby } from './Lobby.ts';
import type { LobbyBudget } from './LobbyBudget.ts';
import { MemoWriter } from './MemoWriter.ts';
import { RoomMedia } from './RoomMedia.ts';
import type { SessionStore } from './SessionStore.ts';
import { SignalCounts } from './SignalCounts.ts';
import type { LeftRoom } from './takeOver.ts';
import { toHeld } from './toHeld.ts';
import { Visitors } from './Visitors.ts';

/** What every room of the process shares. */
export type RoomDeps = {
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly newPeerId: () => PeerId;
  readonly iceServersFor: (peerId: PeerId) => IceServer[];
  /** The wall clock, Unix milliseconds: what people read. */
  readonly nowMs: () => number;
  readonly newSessionStore: () => SessionStore<Client>;
  readonly lobbies: LobbyBudget;
  /** A room of more people has no standby (ME11); 0: none has. */
  readonly standbyPeers: number;
};

/** `pass`: what the newcomer's token allows; undefined in a room that needs none. */
export type Newcomer = {
  readonly displayName: string;
  readonly client: Client;
  readonly pass?: Pass | undefined;
  /** Where it comes from, and what of it the seat begins with. */
  readonly lobby?: Lobby | undefined;
  readonly warm?: WarmStart | undefined;
};
type Returner = {
  readonly peerId: PeerId;
  readonly resumeSecret: string;
  readonly lastSeq: number;
  readonly mediaEpoch: number;
  readonly client: Client;
};

/** One room: holds its value, drains one inbox, has the effects carried out. The rules are room-core's. */
export class RoomHost {
  readonly roomId: RoomId;
  readonly media: RoomMedia;
  readonly passes: SeatPasses;
  readonly visitors: Visitors;
  readonly lobbies: Lobbies;
  readonly signalCounts = new SignalCounts();
  readonly #deps: RoomDeps;
  readonly #onEnded: () => void;
  readonly #sessions: SessionStore<Client>;
  readonly #memo: MemoWriter;
  readonly #frames: EventFrames;
  readonly #effects: EffectRunner;
  readonly #inbox: RoomInput[] = [];
  #room: RoomState = emptyRoom;
  #isDraining = false;
  /** How many are on the way in: they need the room to stay. */
  #entering = 0;
  #forgottenTimerId: number | undefined;
  #hasEnded = false;

  constructor(roomId: RoomId, deps: RoomDeps, onEnded: () => void) {
    this.roomId = roomId;
    this.#deps = deps;
    this.#onEnded = onEnded;
    this.#sessions = deps.newSessionStore();
    const room = {
      state: () => this.#room,
      apply: (input: RoomInput) => this.apply(input),
      clientOf: (peerId: PeerId) => this.#sessions.holderOf(peerId),
    };
    this.#frames = new EventFrames(deps.clock);
    this.#memo = new MemoWriter({ ...deps, roomId, write: () => this.#writeMemo() });
    this.media = new RoomMedia({ ...deps, roomId, room, onChanged: () => this.#memo.changed() });
    this.visitors = new Visitors({
      newPeerId: deps.newPeerId,
      apply: room.apply,
      clientOf: room.clientOf,
      enter: (peerId, newcomer) => this.#enter(peerId, newcomer),
      host: this,
    });
    this.lobbies = new Lobbies({ ...deps, room: this });
    this.passes = new SeatPasses(deps.clock, {
      onChanged: () => this.#memo.changed(),
      onExpired: (peerId) => this.#expire(peerId),
    });
    this.#effects = new EffectRunner({
      clock: deps.clock,
      sessions: this.#sessions,
      frames: this.#frames,
      passes: this.passes,
      media: this.media,
      visitors: this.visitors,
      apply: room.apply,
      onForgotten: () => this.#forget(),
    });
  }

  get state(): RoomState {
    return this.#room;
  }

  nowMs(): number {
    return this.#deps.nowMs();
  }

  /** Safe to call from inside an effect: the outer call drains the inbox, so order holds. */
  apply(input: RoomInput): void {
    if (this.#hasEnded) return;
    this.#inbox.push(input);
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        const { room, effects } = stepRoom(this.#room, next);
        if (room !== this.#room) this.#memo.changed();
        this.#room = room;
        for (const effect of effects) this.#effects.run(effect);
      }
    } finally {
      this.#isDraining = false;
    }
    this.#frames.settle();
    this.lobbies.follow();
    this.media.standby.follow();
  }

  /** Goes on as an earlier process has left it: everyone is away and has their seat's time to come back (RS). */
  restore(memo: Memo, { peers, heldBack }: Pick<LeftRoom, 'peers' | 'heldBack'>): void {
    const { held, transports } = toHeld(memo, peers);
    for (const { peerId, ...keys } of memo.seats) this.#sessions.restore(peerId, keys);
    this.apply({ type: 'restarted', room: fromMemo(memo.room), held });
    for (const { peerId, pass } of memo.seats) if (pass) this.passes.hold(peerId, pass);
    for (const [peerId, ids] of transports) this.media.adoptHeld(peerId, ids);
    this.media.forwarding.restore({ peers: peers.filter(({ peerId }) => transports.has(peerId)), heldBack });
  }

  /** The sfu has this room and was perhaps not told everything of it. */
  onSfuReady(): void {
    this.media.onSfuReady();
    this.#memo.changed();
  }

  /** What these, in the room or in its lobby, have in the sfu is gone; the rest goes on. */
  onPeersLost(peerIds: readonly PeerId[]): void {
    this.lobbies.lose(new Set(peerIds));
    this.media.onPeersLost(peerIds);
  }

  /** Everything of this room in the sfu is gone; `hasStandby`: but for its standby. */
  onMediaLost({ hasStandby = false } = {}): void {
    this.lobbies.lose();
    this.media.onLost({ hasStandby });
  }

  /** The client of this seat acts: it has the newest secret. */
  heardFrom(peerId: PeerId): void {
    if (this.#sessions.confirm(peerId)) this.#memo.changed();
  }

  /** @throws ProtocolError what the room says to somebody new, or `unavailable` when no sfu can take the peer. */
  async join(newcomer: Newcomer): Promise<SeatTaken> {
    const admission = admissionOf(this.#room, newcomer.pass?.grants.role);
    if (admission === 'full') throw this.#full();
    if (admission === 'locked') throw new ProtocolError('roomLocked', 'the room is locked');
    if (admission === 'wait') throw new ProtocolError('admissionRequired', 'a host has to let you in');
    return this.#enter(newcomer.lobby?.peerId ?? this.#deps.newPeerId(), newcomer);
  }

  async #enter(peerId: PeerId, newcomer: Newcomer): Promise<SeatTaken> {
    const { displayName, client, pass, lobby } = newcomer;
    this.#assertNotFull();
    this.#entering++;
    try {
      const warm = lobby?.take(newcomer.warm);
      if (!warm) this.lobbies.makePlace();
      // Awaited in any case: a host may let somebody in in the middle of a step.
      const opened = await (warm?.opened ?? this.media.open(peerId));
      // While the sfu was busy others may have come, and the visitor may have gone.
      this.#assertNotFull();
      if (!client.isOpen()) throw new ProtocolError('unavailable', 'the connection was lost during join');
      const resumeSecret = this.#sessions.open(peerId, client);
      this.apply({ type: 'joined', peerId, displayName, role: pass?.grants.role });
      this.media.adopt(peerId, opened);
      if (pass) this.passes.hold(peerId, pass);
      this.media.forwarding.tellNewcomer(client);
      if (warm) beginWarm(this, peerId, warm);
      return { peerId, resumeSecret, ...this.#toJoined(peerId, client) };
    } catch (cause) {
      // The sfu may have opened the peer all the same, or yet do so.
      if (!this.#hasEnded) this.media.close(peerId);
      throw cause;
    } finally {
      this.#entering--;
      this.#endIfUnwanted();
    }
  }

  /**
   * The newest session of a seat wins.
   * @throws ProtocolError `notFound`, whatever is wrong with seat or secret; `forbidden` for who was removed.
   */
  async resume({ peerId, resumeSecret, lastSeq, mediaEpoch, client }: Returner): Promise<Result<'resume'>> {
    const taken = this.#sessions.take(peerId, resumeSecret, client);
    if (!taken) throw new ProtocolError('notFound', 'no such seat');
    if (taken === 'banned') throw new ProtocolError('forbidden', 'removed by a host');
    // Not the holder any more: its end does not count as the peer's.
    taken.older?.replaced();
    this.apply({ type: 'sessionResumed', peerId });
    const events = eventsSince(this.#room, lastSeq);
    const missed = events ? { events: [...events] } : { room: toSnapshot(this.#room) };

    const media = await this.media.recovery.offerResumed(peerId, mediaEpoch, client);
    if (!this.isHeldBy(peerId, client) || !client.isOpen()) {
      this.disconnected(peerId, client);
      throw new ProtocolError('notFound', 'no such seat');
    }
    // Only now: whoever was cut while the sfu was busy still has a secret that fits.
    this.#memo.changed();
    const forwarding = this.media.forwarding.of(peerId);
    return { resumeSecret: this.#sessions.replaceKey(peerId, resumeSecret), missed, media, forwarding };
  }

  isHeldBy(peerId: PeerId, client: Client): boolean {
    return this.#sessions.holderOf(peerId) === client;
  }

  /** The seat's socket is gone; nothing happens when another one has taken its place. */
  disconnected(peerId: PeerId, client: Client): void {
    if (!this.#sessions.release(peerId, client)) return;
    this.apply({ type: 'sessionLost', peerId });
  }

  /** Leaves the sfu as it is: media outlives this process. */
  close(): void {
    this.#hasEnded = true;
    this.#effects.close();
    this.passes.clear();
    this.#frames.end();
    this.#inbox.length = 0;
    this.#memo.end();
    this.lobbies.lose();
    this.media.end();
  }

  #toJoined(peerId: PeerId, client: Client): Pick<SeatTaken, 'room' | 'media'> {
    const media: MediaOffer | undefined = this.media.recovery.takeOffer(peerId, client);
    if (!media) throw new Error('a peer that has just been opened has no media');
    return { room: toSnapshot(this.#room), media };
  }

  /** A room without peers is remembered by nobody: the sfu has none. */
  #writeMemo(): string | undefined {
    if (this.#room.peers.size === 0) return undefined;
    const seats = [...this.#room.peers.keys()].flatMap((peerId) => {
      const keys = this.#sessions.toMemo(peerId);
      const pass = this.passes.of(peerId);
      return keys ? [{ peerId, ...keys, transports: this.media.transports.of(peerId), pass }] : [];
    });
    return JSON.stringify({ version: MEMO_VERSION, room: toMemo(this.#room), seats } satisfies Memo);
  }

  #assertNotFull(): void {
    if (isFull(this.#room)) throw this.#full();
  }

  #full(): ProtocolError {
    const { size } = this.#room.peers;
    return new ProtocolError('roomFull', `the room has ${size} peers of ${MAX_PEERS_PER_ROOM}`);
  }

  /** Connected or not: nobody sits longer than the token allows. */
  #expire(peerId: PeerId): void {
    const client = this.#sessions.holderOf(peerId);
    this.apply({ type: 'left', peerId });
    client?.expired();
  }

  #forget(): void {
    this.#forgottenTimerId = this.#room.emptyTimerId;
    this.#endIfUnwanted();
  }

  /** Nobody is in it, nobody is on the way in, and the time that an empty room is remembered for is over or never began. */
  #endIfUnwanted(): void {
    const { peers, emptyTimerId } = this.#room;
    const isRemembered = emptyTimerId !== undefined && emptyTimerId !== this.#forgottenTimerId;
    if (this.#hasEnded || this.#entering > 0 || peers.size > 0 || isRemembered) return;
    this.close();
    const { sfu, log } = this.#deps;
    // What the sfu does not hear of now it is told when it next says which rooms it holds.
    sfu
      .call('closeRoom', { roomId: this.roomId })
      .catch(() => log.debug({}, 'an ended room was not closed in the sfu'));
    this.#onEnded();
  }
}
