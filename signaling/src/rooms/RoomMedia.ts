import type {
  ConsumerId,
  ConsumerOffer,
  IceServer,
  MediaOffer,
  Notifications,
  PeerId,
  RoomId,
  Source,
  TransportId,
} from '@confab/protocol';
import { ProtocolError, toWireError } from '@confab/protocol';
import type { ControlFactData, ControlResult } from '@confab/protocol/control';
import type { RoomEffect, RoomInput, RoomState } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import type { Client } from './Client.ts';
import type { ConsumerOpening } from './ConsumerOpenings.ts';
import { ConsumerOpenings } from './ConsumerOpenings.ts';
import { ForwardingFacts } from './ForwardingFacts.ts';
import { KeyedQueue } from './KeyedQueue.ts';
import type { OrderOutcome } from './MediaOrders.ts';
import { MediaOrders } from './MediaOrders.ts';
import { OfferedConsumers } from './OfferedConsumers.ts';

type Opened = ControlResult<'openPeer'>;
export type Transports = { readonly send: TransportId; readonly recv: TransportId };
type PeerMedia = {
  readonly mediaEpoch: number;
  readonly transports: Transports;
  /** Undefined when an earlier process made it: whoever has these transports has had it. */
  readonly offer: MediaOffer | undefined;
  readonly consumers: OfferedConsumers;
  /** The session that has this offer. */
  holder: Client | undefined;
};

/** The room that this is the media of. */
type RoomSide = {
  state(): RoomState;
  apply(input: RoomInput): void;
  clientOf(peerId: PeerId): Client | undefined;
};

export type RoomMediaOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly iceServersFor: (peerId: PeerId) => IceServer[];
  readonly room: RoomSide;
  /** A peer has other transports now. */
  readonly onChanged: () => void;
};

type EffectOf<T extends RoomEffect['type']> = Extract<RoomEffect, { type: T }>;

/** What one room has in the sfu: each peer's current transports, and the way back when the sfu has lost them. */
export class RoomMedia {
  readonly forwarding: ForwardingFacts;
  readonly #options: RoomMediaOptions;
  readonly #peers = new Map<PeerId, PeerMedia>();
  readonly #orders: MediaOrders;
  readonly #pauses = new Map<string, Promise<OrderOutcome>>();
  readonly #queue = new KeyedQueue();
  readonly #openings: ConsumerOpenings;
  /** Who has been told that there is no media for now. */
  readonly #toldLost = new WeakSet<Client>();
  /** Counts the losses: what was asked for before one is worthless after it. */
  #losses = 0;
  #lastOrderId = 0;
  #cancelRecovery: (() => void) | undefined;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.forwarding = new ForwardingFacts({
      clientOf: (peerId) => options.room.clientOf(peerId),
      peerIds: () => options.room.state().peers.keys(),
    });
    this.#openings = new ConsumerOpenings({
      ...options,
      isCurrent: (opening) => this.#isCurrent(opening),
      onOpened: (opening, consumers) => this.#onOpened(opening, consumers),
      openAlone: (opening) => this.#openAlone(opening),
    });
    this.#orders = new MediaOrders({
      clock: options.clock,
      log: options.log,
      isSfuReady: () => options.sfu.isReadyFor(options.roomId),
    });
  }

  get keptOrders(): number {
    return this.#orders.kept;
  }

  get sfu(): SfuPort {
    return this.#options.sfu;
  }

  // --- Opening a peer ---------------------------------------------------------------------------------------------

  /** New transports for a peer, not yet known to the room. @throws ProtocolError `quarantined`, `limitExceeded`, or `unavailable` for all else. */
  async open(peerId: PeerId): Promise<Opened> {
    const { sfu, roomId } = this.#options;
    const losses = this.#losses;
    try {
      const opened = await sfu.call('openPeer', { roomId, peerId });
      if (losses === this.#losses) return opened;
    } catch (cause) {
      if (isQuarantine(cause) || isLimit(cause)) throw cause;
      throw new ProtocolError('unavailable', 'no media server can take this peer now', { cause });
    }
    throw new ProtocolError('unavailable', 'the media server was lost meanwhile');
  }

  /** These are the peer's transports from now on. */
  adopt(peerId: PeerId, opened: Opened): void {
    const peer = this.#options.room.state().peers.get(peerId);
    if (!peer) return this.close(peerId);
    const { mediaEpoch } = peer;
    const offer = this.toOffer(peerId, mediaEpoch, opened);
    // Of the ones before.
    this.forwarding.forget(peerId);
    const transports = { send: opened.sendTransport.transportId, recv: opened.recvTransport.transportId };
    this.#put(peerId, { mediaEpoch, transports, offer });
  }

  toOffer(peerId: PeerId, mediaEpoch: number, opened: Opened): MediaOffer {
    return { mediaEpoch, ...opened, iceServers: this.#options.iceServersFor(peerId) };
  }

  /** These were offered to the peer before it had its seat, and flow from now on. */
  resumeWarm(peerId: PeerId, consumerIds: readonly ConsumerId[]): void {
    const { sfu, roomId } = this.#options;
    this.#peers.get(peerId)?.consumers.add(consumerIds);
    void this.#orders.give(peerId, 'warm consumers', () =>
      sfu.call('resumeConsumers', { roomId, peerId, consumerIds: [...consumerIds] }),
    );
  }

  /** What the peer was lent to connect its receiving transport with. */
  endProbe(peerId: PeerId): void {
    const { sfu, roomId } = this.#options;
    const of = [{ peerId, source: 'microphone' as const }];
    void this.#orders.give(peerId, 'probe', () => sfu.call('closeConsumers', { roomId, peerId, of }));
  }

  /** Transports that an earlier process opened, and that the peer's client has. */
  adoptHeld(peerId: PeerId, transports: Transports): void {
    const mediaEpoch = this.#options.room.state().peers.get(peerId)?.mediaEpoch;
    if (mediaEpoch !== undefined) this.#put(peerId, { mediaEpoch, transports, offer: undefined });
  }

  transportsOf(peerId: PeerId): Transports | undefined {
    return this.#peers.get(peerId)?.transports;
  }

  /** The peer's current offer, once for each session. */
  takeOffer(peerId: PeerId, client: Client): MediaOffer | undefined {
    const media = this.#peers.get(peerId);
    if (!media || media.holder === client) return undefined;
    media.holder = client;
    this.#toldLost.delete(client);
    return media.offer;
  }

  /** What a session needs that comes back knowing the transports of `knownEpoch`. */
  async offerResumed(peerId: PeerId, knownEpoch: number, client: Client): Promise<MediaOffer | undefined> {
    const media = this.#peers.get(peerId);
    if (media?.mediaEpoch === knownEpoch) {
      media.holder = client;
      return undefined;
    }
    if (media) {
      // It never learned of these, and by now nobody may be listening at their ports.
      this.#peers.delete(peerId);
      this.#options.room.apply({ type: 'mediaReset', peerId });
    }
    try {
      await this.#reopen(peerId);
      if (!this.#toldLost.has(client)) return this.takeOffer(peerId, client);
      // An older attempt failed meanwhile. The client hears of that after this answer: so what mends it has to come later still.
      this.#tellReset(peerId, client);
      return undefined;
    } catch (cause) {
      this.#onNotReopened(peerId, cause);
      return undefined;
    }
  }

  // --- What peers ask ---------------------------------------------------------------------------------------------

  /** The epoch that the transport belongs to; `notFound` unless it is one of the peer's current ones. */
  epochOf(peerId: PeerId, transportId: TransportId, use: 'any' | 'send' = 'any'): number {
    const { transports, mediaEpoch } = this.#mediaOf(peerId);
    const isSend = transports.send === transportId;
    const isRecv = use === 'any' && transports.recv === transportId;
    if (!isSend && !isRecv) throw new ProtocolError('notFound', 'no such transport');
    return mediaEpoch;
  }

  /** The peer's media epoch; `unavailable` while it has no transports. */
  currentEpoch(peerId: PeerId): number {
    return this.#mediaOf(peerId).mediaEpoch;
  }

  pickOpenConsumers(peerId: PeerId, consumerIds: readonly ConsumerId[]): ConsumerId[] {
    return this.#mediaOf(peerId).consumers.pickOpen(consumerIds);
  }

  /** Opens of one source go one after the other, or a late first answer would be taken for the second's. */
  inOrder<T>(peerId: PeerId, source: Source, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(`${peerId} ${source}`, task);
  }

  /** A producer is about to be opened in the state the room wants: what was ordered of the one before is void. */
  forgetOrders(peerId: PeerId, source: Source): void {
    this.#orders.forget(peerId, source);
  }

  /** What became of the newest order to pause or resume this source. */
  pauseOutcome(peerId: PeerId, source: Source): Promise<OrderOutcome> | undefined {
    return this.#pauses.get(`${peerId} ${source}`);
  }

  // --- Effects ----------------------------------------------------------------------------------------------------

  setPaused({ peerId, source, paused }: EffectOf<'setProducerPaused'>): void {
    const { sfu, roomId, room } = this.#options;
    const key = `${peerId} ${source}`;
    const outcome = this.#orders.give(peerId, source, () =>
      sfu.call('setProducerPaused', { roomId, peerId, source, paused }),
    );
    this.#pauses.set(key, outcome);
    void outcome.then((end) => {
      if (this.#pauses.get(key) === outcome) this.#pauses.delete(key);
      // Nobody hears what could not be unmuted: then it must not be shown as unmuted, nor start by itself later.
      if (!paused && (end === 'kept' || end === 'refused'))
        room.apply({ type: 'muteSet', peerId, source, muted: true });
    });
  }

  closeProducer({ peerId, source }: EffectOf<'closeProducer'>): void {
    const { sfu, roomId } = this.#options;
    void this.#orders.give(peerId, source, () => sfu.call('closeProducer', { roomId, peerId, source }));
  }

  openConsumers(opening: ConsumerOpening): void {
    this.#openings.open(opening);
  }

  #openAlone(opening: ConsumerOpening): void {
    const { sfu, roomId } = this.#options;
    const { peerId, of, renew } = opening;
    void this.#orders.give(peerId, `consumers ${++this.#lastOrderId}`, async () => {
      if (!this.#isCurrent(opening)) return;
      const { consumers } = await sfu.call('openConsumers', { roomId, peerId, of: [...of], renew });
      this.#onOpened(opening, consumers);
    });
  }

  #isCurrent({ peerId, mediaEpoch }: ConsumerOpening): boolean {
    return this.#peers.get(peerId)?.mediaEpoch === mediaEpoch;
  }

  #onOpened({ peerId, mediaEpoch }: ConsumerOpening, consumers: readonly ConsumerOffer[]): void {
    this.#options.room.apply({ type: 'consumersOpened', peerId, mediaEpoch, consumers });
  }

  offerConsumers({ to, mediaEpoch, consumers }: EffectOf<'offerConsumers'>): void {
    const client = this.#options.room.clientOf(to);
    const media = this.#peers.get(to);
    if (!client || media?.mediaEpoch !== mediaEpoch) return;
    media.consumers.add(consumers.map(({ consumerId }) => consumerId));
    client.send(
      encodeNotification<Notifications, 'consumersAdded'>('consumersAdded', { mediaEpoch, consumers: [...consumers] }),
    );
  }

  /** The peer has left. Closing what is not there is fine. */
  close(peerId: PeerId): void {
    const { sfu, roomId } = this.#options;
    this.#peers.delete(peerId);
    this.forwarding.forget(peerId);
    this.#orders.forgetPeer(peerId);
    void this.#orders.give(peerId, 'peer', () => sfu.call('closePeer', { roomId, peerId }));
  }

  // --- What the sfu tells -----------------------------------------------------------------------------------------

  onConsumersClosed(closed: ControlFactData<'consumersClosed'>['closed']): void {
    for (const { peerId, consumerIds } of closed) this.#tellClosed(peerId, consumerIds);
  }

  #tellClosed(peerId: PeerId, consumerIds: readonly ConsumerId[]): void {
    const known = this.#peers.get(peerId)?.consumers.close(consumerIds) ?? [];
    if (known.length === 0) return;
    this.#options.room
      .clientOf(peerId)
      ?.send(encodeNotification<Notifications, 'consumersClosed'>('consumersClosed', { consumerIds: known }));
  }

  /** Everything of this room in the sfu is gone: whoever is here gets new transports as soon as they can be had. */
  onLost(): void {
    const { room } = this.#options;
    const losers = [...this.#peers.keys()];
    this.#losses++;
    this.#peers.clear();
    this.forwarding.clear();
    this.#orders.clear();
    // Who has lost everything before has nothing more to lose.
    for (const peerId of losers) room.apply({ type: 'mediaReset', peerId });
    this.recover();
  }

  /** What these peers have in the sfu is gone, and what others received of them; the rest of the room goes on. */
  onPeersLost(peerIds: readonly PeerId[]): void {
    const losers = peerIds.filter((peerId) => this.#peers.has(peerId));
    this.#losses++;
    for (const peerId of losers) {
      this.#peers.delete(peerId);
      this.#orders.forgetPeer(peerId);
    }
    for (const peerId of losers) this.#options.room.apply({ type: 'mediaReset', peerId });
    this.recover();
  }

  /** There is an sfu again, or still: what waits for one goes to it. */
  onSfuReady(): void {
    this.#orders.repeat();
    this.recover();
  }

  /** Opens each connected peer that has no transports. One that is away gets them when it is back. */
  recover(): void {
    const { room, sfu, roomId } = this.#options;
    for (const { peerId, connection } of room.state().peers.values()) {
      if (connection.state !== 'connected' || this.#peers.has(peerId)) continue;
      if (sfu.isReadyFor(roomId)) void this.#recoverPeer(peerId);
      else this.#tellLost(peerId);
    }
  }

  end(): void {
    this.#losses++;
    this.#peers.clear();
    this.#orders.clear();
    this.#cancelRecovery?.();
    this.#cancelRecovery = undefined;
  }

  async #recoverPeer(peerId: PeerId): Promise<void> {
    const { room } = this.#options;
    try {
      await this.#reopen(peerId);
    } catch (cause) {
      this.#onNotReopened(peerId, cause);
      return;
    }
    const client = room.clientOf(peerId);
    if (client) this.#tellReset(peerId, client);
  }

  #tellReset(peerId: PeerId, client: Client): void {
    const media = this.takeOffer(peerId, client);
    if (media) client.send(encodeNotification<Notifications, 'mediaReset'>('mediaReset', { media }));
  }

  #put(peerId: PeerId, media: Pick<PeerMedia, 'mediaEpoch' | 'transports' | 'offer'>): void {
    this.#peers.set(peerId, { ...media, consumers: new OfferedConsumers(), holder: undefined });
    this.#options.onChanged();
  }

  #reopen(peerId: PeerId): Promise<void> {
    return this.#queue.run(peerId, async () => {
      // Whoever was before us in the queue may have done it.
      if (this.#peers.has(peerId)) return;
      this.adopt(peerId, await this.open(peerId));
    });
  }

  #onNotReopened(peerId: PeerId, cause: unknown): void {
    const { clock, log, sfu, roomId } = this.#options;
    log.warn({ peer: peerId.slice(-8), code: toWireError(cause).code }, 'a peer is without media');
    this.#tellLost(peerId, cause);
    if (isQuarantine(cause)) return;
    // Without a link the next nodeReady does it.
    if (sfu.isReadyFor(roomId)) {
      this.#cancelRecovery ??= clock.after(RECOVER_AFTER_MS, () => {
        this.#cancelRecovery = undefined;
        this.recover();
      });
    }
  }

  #tellLost(peerId: PeerId, cause?: unknown): void {
    const client = this.#options.room.clientOf(peerId);
    if (!client || this.#toldLost.has(client)) return;
    this.#toldLost.add(client);
    const reason = isQuarantine(cause) ? ({ reason: 'quarantined' } as const) : {};
    client.send(encodeNotification<Notifications, 'mediaLost'>('mediaLost', reason));
  }

  #mediaOf(peerId: PeerId): PeerMedia {
    const media = this.#peers.get(peerId);
    if (!media) throw new ProtocolError('unavailable', 'there is no media server for this peer now');
    return media;
  }
}

const isQuarantine = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'quarantined';

const isLimit = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'limitExceeded';

const RECOVER_AFTER_MS = 500;
