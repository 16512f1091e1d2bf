import type { MediaOffer, Notifications, Params, PeerId, Result, Role, Source, WarmStart } from '@confab/protocol';
import { LOBBY_DEADLINE_MS, ProtocolError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import { admissionOf, openStreams } from '@confab/room-core';
import type { StreamRef } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Client } from './Client.ts';
import { OfferedConsumers } from './OfferedConsumers.ts';
import type { RoomHost } from './RoomHost.ts';

type Opened = ControlResult<'openPeer'>;

/** What a seat begins with that was prepared in the lobby. */
export type WarmSeat = WarmStart & {
  readonly opened: Opened;
  readonly canReceive: boolean;
  /** Produced, and not asked for by the join. */
  readonly unused: readonly Source[];
};

export type LobbyOptions = {
  readonly room: RoomHost;
  readonly client: Client;
  /** What a token grants. */
  readonly role: Role | undefined;
  readonly upTo: 'warm' | 'hot';
  /** Of the seat that it would take. */
  readonly peerId: PeerId;
  readonly clock: Clock;
  /** It is no more, or a seat by now. */
  readonly onOver: () => void;
};

/** One visitor's transports and what it has prepared on them. The room's value knows nothing of it (LO1). */
export class Lobby {
  readonly peerId: PeerId;
  readonly room: RoomHost;
  readonly #options: LobbyOptions;
  readonly #consumers = new OfferedConsumers();
  readonly #sources = new Set<Source>();
  readonly #cancelEnd: () => void;
  /** What was on offer when it was last looked. */
  #known: ReadonlySet<string> = new Set();
  #opened: Opened | undefined;
  #canReceive = false;
  #isOver = false;

  constructor(options: LobbyOptions) {
    this.#options = options;
    this.peerId = options.peerId;
    this.room = options.room;
    this.#cancelEnd = options.clock.after(LOBBY_DEADLINE_MS, () => this.lose());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Undefined when no sfu takes the visitor now, or it is gone by then. */
  async open(): Promise<MediaOffer | undefined> {
    const { media } = this.room;
    try {
      const opened = await media.open(this.peerId);
      if (!this.#isOver) this.#opened = opened;
    } catch {
      // It may join all the same, and is told then what is wrong.
      this.end();
    }
    if (this.#opened) return media.toOffer(this.peerId, FIRST_EPOCH, this.#opened);
    // It was opened for nobody.
    media.close(this.peerId);
    return undefined;
  }

  // --- What the visitor asks --------------------------------------------------------------------------------------

  async connectTransport({
    transportId,
    dtlsParameters,
  }: Params<'connectTransport'>): Promise<Result<'connectTransport'>> {
    this.#assertOurs(transportId);
    await this.#sfu.call('connectTransport', { ...this.#where, transportId, dtlsParameters });
    const direction = transportId === this.#opened?.sendTransport.transportId ? 'send' : 'recv';
    if (!this.#isOver) this.room.media.foresight.noteConnecting(this.peerId, direction, dtlsParameters);
    return {};
  }

  restartIce({ transportId }: Params<'restartIce'>): Promise<Result<'restartIce'>> {
    this.#assertOurs(transportId);
    return this.#sfu.call('restartIce', { ...this.#where, transportId });
  }

  async startReceiving({ rtpCapabilities }: Params<'startReceiving'>): Promise<Result<'startReceiving'>> {
    this.#assertOpen();
    await this.#sfu.call('setRtpCapabilities', { ...this.#where, rtpCapabilities });
    if (!this.#isOver) this.room.media.foresight.noteReceiving(this.peerId, rtpCapabilities);
    this.#canReceive = true;
    this.#offerNew();
    return {};
  }

  /** Paused, whatever is asked: a visitor is not heard. */
  async produce({ transportId, source, rtpParameters }: Params<'produce'>): Promise<Result<'produce'>> {
    if (transportId !== this.#assertOpen().sendTransport.transportId)
      throw new ProtocolError('notFound', 'no such transport');
    if (source !== 'microphone' && source !== 'camera') throw new ProtocolError('forbidden', 'not in a lobby');
    this.#sources.delete(source);
    const options = { transportId, source, rtpParameters, paused: true };
    const produced = await this.#sfu.call('produce', { ...this.#where, ...options });
    if (!this.#isOver) this.room.media.foresight.noteSending(this.peerId, source, rtpParameters);
    this.#sources.add(source);
    this.#offerNew();
    return produced;
  }

  // --- The room and the end ---------------------------------------------------------------------------------------

  /** The room has changed. */
  follow(): void {
    if (this.#canReceive && !this.#isOver) this.#offerNew();
  }

  /** Becomes a seat: it is the room's from now on. Undefined when there is nothing that a seat could begin with. */
  take(warm: WarmStart | undefined): WarmSeat | undefined {
    const opened = this.#opened;
    if (this.#isOver || !opened || !warm) {
      this.end();
      return undefined;
    }
    this.#over();
    const sources = warm.sources.filter(({ source }) => this.#sources.has(source));
    return {
      opened,
      canReceive: this.#canReceive,
      consumerIds: this.#consumers.pickKnown(warm.consumerIds),
      sources,
      unused: [...this.#sources].filter((source) => !sources.some((one) => one.source === source)),
    };
  }

  /** Safe to call twice, and after it has become a seat. */
  end(): void {
    if (this.#isOver) return;
    this.#over();
    if (this.#opened) this.room.media.close(this.peerId);
  }

  /** Ends it while its visitor is still there. */
  lose(): void {
    if (this.#isOver) return;
    this.end();
    this.#options.client.send(encodeNotification<Notifications, 'mediaLost'>('mediaLost', {}));
  }

  #over(): void {
    this.#isOver = true;
    this.#cancelEnd();
    this.#options.onOver();
  }

  get #sfu() {
    return this.room.media.sfu;
  }

  get #where() {
    return { roomId: this.room.roomId, peerId: this.peerId };
  }

  #offerNew(): void {
    if (!this.#canReceive) return;
    const { state } = this.room;
    const { role, upTo } = this.#options;
    const isHot = upTo === 'hot' && admissionOf(state, role) === 'enter';
    const own: StreamRef = { peerId: this.peerId, source: 'microphone' };
    const now = [...(isHot ? openStreams(state) : []), ...(this.#sources.has('microphone') ? [own] : [])];
    const fresh = now.filter((stream) => !this.#known.has(keyOf(stream)));
    this.#known = new Set(now.map(keyOf));
    if (fresh.length > 0) void this.#offer(fresh);
  }

  async #offer(of: readonly StreamRef[]): Promise<void> {
    try {
      const { consumers } = await this.#sfu.call('openConsumers', { ...this.#where, of: [...of] });
      if (this.#isOver || consumers.length === 0) return;
      this.#consumers.add(consumers.map(({ consumerId }) => consumerId));
      const data = { mediaEpoch: FIRST_EPOCH, consumers };
      this.#options.client.send(encodeNotification<Notifications, 'consumersAdded'>('consumersAdded', data));
    } catch {
      // What is not prepared is set up after the join, as without a lobby.
    }
  }

  #assertOpen(): Opened {
    if (this.#isOver || !this.#opened) throw new ProtocolError('notFound', 'no such transport');
    return this.#opened;
  }

  #assertOurs(transportId: string): void {
    const { sendTransport, recvTransport } = this.#assertOpen();
    if (transportId !== sendTransport.transportId && transportId !== recvTransport.transportId)
      throw new ProtocolError('notFound', 'no such transport');
  }
}

const keyOf = ({ peerId, source }: StreamRef): string => `${peerId} ${source}`;
/** A seat that is taken has this media epoch. */
const FIRST_EPOCH = 1;
