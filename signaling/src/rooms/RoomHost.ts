import type {
  IceServer,
  MediaOffer,
  Notifications,
  PeerId,
  Result,
  RoomEventName,
  RoomId,
  Memo,
} from '@confab/protocol';
import { MAX_PEERS_PER_ROOM, MEMO_VERSION, ProtocolError } from '@confab/protocol';
import type { RoomEffect, RoomInput, RoomState } from '@confab/room-core';
import { emptyRoom, eventsSince, fromMemo, isFull, stepRoom, toMemo, toSnapshot } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import { SeatPasses } from '../tokens/SeatPasses.ts';
import type { Pass } from '../tokens/TokenGate.ts';
import type { Client } from './Client.ts';
import { MemoWriter } from './MemoWriter.ts';
import { ResumeSecrets } from './ResumeSecrets.ts';
import { RoomMedia } from './RoomMedia.ts';
import type { LeftRoom } from './takeOver.ts';
import { toHeld } from './toHeld.ts';

/** What every room of the process shares. */
export type RoomDeps = {
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly newPeerId: () => PeerId;
  readonly iceServersFor: (peerId: PeerId) => IceServer[];
};

/** `pass`: what the newcomer's token allows; undefined in a room that needs none. */
type Newcomer = { readonly displayName: string; readonly client: Client; readonly pass?: Pass | undefined };
type Returner = {
  readonly peerId: PeerId;
  readonly resumeSecret: string;
  readonly lastSeq: number;
  readonly mediaEpoch: number;
  readonly client: Client;
};

/** One room: holds its value, drains one inbox, carries out the effects. The rules are room-core's. */
export class RoomHost {
  readonly roomId: RoomId;
  readonly media: RoomMedia;
  readonly passes: SeatPasses;
  readonly #deps: RoomDeps;
  readonly #onEnded: () => void;
  readonly #clients = new Map<PeerId, Client>();
  readonly #secrets = new ResumeSecrets();
  readonly #memo: MemoWriter;
  readonly #timers = new Set<() => void>();
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
    const room = {
      state: () => this.#room,
      apply: (input: RoomInput) => this.apply(input),
      clientOf: (peerId: PeerId) => this.#clients.get(peerId),
    };
    this.#memo = new MemoWriter({ ...deps, roomId, write: () => this.#writeMemo() });
    this.media = new RoomMedia({ ...deps, roomId, room, onChanged: () => this.#memo.changed() });
    this.passes = new SeatPasses(deps.clock, {
      onChanged: () => this.#memo.changed(),
      onExpired: (peerId) => this.#expire(peerId),
    });
  }

  get state(): RoomState {
    return this.#room;
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
        for (const effect of effects) this.#run(effect);
      }
    } finally {
      this.#isDraining = false;
    }
  }

  /** Goes on as an earlier process has left it: everyone is away and has their seat's time to come back (RS). */
  restore(memo: Memo, peers: LeftRoom['peers']): void {
    const { held, transports } = toHeld(memo, peers);
    for (const { peerId, ...keys } of memo.seats) this.#secrets.restore(peerId, keys);
    this.apply({ type: 'restarted', room: fromMemo(memo.room), held });
    for (const { peerId, pass } of memo.seats) if (pass) this.passes.hold(peerId, pass);
    for (const [peerId, ids] of transports) this.media.adoptHeld(peerId, ids);
  }

  /** The sfu has this room and was perhaps not told everything of it. */
  onSfuReady(): void {
    this.media.onSfuReady();
    this.#memo.changed();
  }

  /** The client of this seat acts: it has the newest secret. */
  heardFrom(peerId: PeerId): void {
    if (this.#secrets.confirm(peerId)) this.#memo.changed();
  }

  /** @throws ProtocolError `roomFull`, or `unavailable` when no sfu can take the peer. */
  async join({ displayName, client, pass }: Newcomer): Promise<Result<'join'>> {
    this.#assertNotFull();
    const peerId = this.#deps.newPeerId();
    this.#entering++;
    try {
      const opened = await this.media.open(peerId);
      // While the sfu was busy others may have come, and the visitor may have gone.
      this.#assertNotFull();
      if (!client.isOpen()) throw new ProtocolError('unavailable', 'the connection was lost during join');
      this.#clients.set(peerId, client);
      this.apply({ type: 'joined', peerId, displayName });
      this.media.adopt(peerId, opened);
      if (pass) this.passes.hold(peerId, pass);
      return this.#toJoined(peerId, client);
    } catch (cause) {
      // The sfu may have opened the peer all the same, or yet do so.
      if (!this.#hasEnded) this.media.close(peerId);
      throw cause;
    } finally {
      this.#entering--;
      this.#endIfUnwanted();
    }
  }

  /** The newest session of a seat wins. @throws ProtocolError `notFound`, whatever is wrong with seat or secret. */
  async resume({ peerId, resumeSecret, lastSeq, mediaEpoch, client }: Returner): Promise<Result<'resume'>> {
    if (!this.#secrets.fits(peerId, resumeSecret)) throw new ProtocolError('notFound', 'no such seat');
    const older = this.#clients.get(peerId);
    // Before the older one closes: its end must not count as the peer's.
    this.#clients.set(peerId, client);
    older?.replaced();
    this.apply({ type: 'sessionResumed', peerId });
    const events = eventsSince(this.#room, lastSeq);
    const missed = events ? { events: [...events] } : { room: toSnapshot(this.#room) };

    const media = await this.media.offerResumed(peerId, mediaEpoch, client);
    if (!this.isHeldBy(peerId, client) || !client.isOpen()) {
      this.disconnected(peerId, client);
      throw new ProtocolError('notFound', 'no such seat');
    }
    // Only now: whoever was cut while the sfu was busy still has a secret that fits.
    return { resumeSecret: this.#issueSecret(peerId, resumeSecret), missed, media };
  }

  isHeldBy(peerId: PeerId, client: Client): boolean {
    return this.#clients.get(peerId) === client;
  }

  /** The seat's socket is gone; nothing happens when another one has taken its place. */
  disconnected(peerId: PeerId, client: Client): void {
    if (!this.isHeldBy(peerId, client)) return;
    this.#clients.delete(peerId);
    this.apply({ type: 'sessionLost', peerId });
  }

  /** Leaves the sfu as it is: media outlives this process. */
  close(): void {
    this.#hasEnded = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.passes.clear();
    this.#inbox.length = 0;
    this.#memo.end();
    this.media.end();
  }

  #toJoined(peerId: PeerId, client: Client): Result<'join'> {
    const media: MediaOffer | undefined = this.media.takeOffer(peerId, client);
    if (!media) throw new Error('a peer that has just been opened has no media');
    return { peerId, resumeSecret: this.#issueSecret(peerId), room: toSnapshot(this.#room), media };
  }

  #issueSecret(peerId: PeerId, used?: string): string {
    this.#memo.changed();
    return this.#secrets.issue(peerId, used);
  }

  /** A room without peers is remembered by nobody: the sfu has none. */
  #writeMemo(): string | undefined {
    if (this.#room.peers.size === 0) return undefined;
    const seats = [...this.#room.peers.keys()].flatMap((peerId) => {
      const keys = this.#secrets.toMemo(peerId);
      const pass = this.passes.of(peerId);
      return keys ? [{ peerId, ...keys, transports: this.media.transportsOf(peerId), pass }] : [];
    });
    return JSON.stringify({ version: MEMO_VERSION, room: toMemo(this.#room), seats } satisfies Memo);
  }

  #assertNotFull(): void {
    const { size } = this.#room.peers;
    if (isFull(this.#room)) throw new ProtocolError('roomFull', `the room has ${size} peers of ${MAX_PEERS_PER_ROOM}`);
  }

  #run(effect: RoomEffect): void {
    switch (effect.type) {
      case 'broadcast':
        return this.#broadcast(effect);
      case 'tellSpeakers':
        return this.#tellSpeakers(effect);
      case 'offerConsumers':
        return this.media.offerConsumers(effect);
      case 'openConsumers':
        return this.media.openConsumers(effect);
      case 'setProducerPaused':
        return this.media.setPaused(effect);
      case 'closeProducer':
        return this.media.closeProducer(effect);
      case 'closePeer':
        return this.#closePeer(effect.peerId);
      case 'startTimer':
        return this.#startTimer(effect);
      case 'endRoom':
        this.#forgottenTimerId = this.#room.emptyTimerId;
        return this.#endIfUnwanted();
      default:
        return assertNever(effect);
    }
  }

  #broadcast({ to, event }: Extract<RoomEffect, { type: 'broadcast' }>): void {
    const text = encodeNotification<Notifications, RoomEventName>(event.name, event.data, event.seq);
    for (const peerId of to) this.#clients.get(peerId)?.send(text);
  }

  #tellSpeakers({ to, speakers }: Extract<RoomEffect, { type: 'tellSpeakers' }>): void {
    const data = { speakers: [...speakers] };
    const text = encodeNotification<Notifications, 'speakersChanged'>('speakersChanged', data);
    for (const peerId of to) this.#clients.get(peerId)?.sendIfQuick(text);
  }

  #closePeer(peerId: PeerId): void {
    this.#clients.delete(peerId);
    this.#secrets.revoke(peerId);
    this.passes.drop(peerId);
    this.media.close(peerId);
  }

  /** Connected or not: nobody sits longer than the token allows. */
  #expire(peerId: PeerId): void {
    const client = this.#clients.get(peerId);
    this.apply({ type: 'left', peerId });
    client?.expired();
  }

  #startTimer({ ms, timer }: Extract<RoomEffect, { type: 'startTimer' }>): void {
    const cancel = this.#deps.clock.after(ms, () => {
      this.#timers.delete(cancel);
      this.apply({ type: 'timerRang', timer });
    });
    this.#timers.add(cancel);
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

function assertNever(value: never): never {
  throw new Error(`no way to carry out ${JSON.stringify(value)}`);
}
