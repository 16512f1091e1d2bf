import type { NotificationOf, Notifications, Result, RoomId, Source, WarmStart } from '@confab/protocol';
import { closeCodes, PROTOCOL_VERSION, ProtocolError } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { LobbyFacts } from '../CallSnapshot.ts';
import type { CallMedia } from '../media/CallMedia.ts';
import type { PagePort } from '../PagePort.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import { SignalingConnection } from '../signaling/SignalingConnection.ts';
import type { StandIns } from './createStandIns.ts';

export type LobbyOptions = {
  readonly url: string;
  readonly roomId: RoomId;
  readonly token?: string | undefined;
  /** How much is prepared at most. */
  readonly upTo: 'warm' | 'hot';
  readonly openSocket: (url: string) => MessageSocket;
  readonly clock: Clock;
  readonly page: PagePort;
  readonly media: CallMedia;
  readonly createStandIns: () => StandIns;
  readonly onChange: () => void;
};

/** What a join begins with. */
export type Prepared = { readonly connection: SignalingConnection; readonly warm?: WarmStart };

/**
 * The time before the click, which a join then does not take: the socket is open, the transports are connected and what is
 * sent in the room is set up. Nothing leaves and nothing arrives, and nobody in the room knows.
 */
export class Lobby {
  readonly #options: LobbyOptions;
  readonly #stopListening: () => void;
  #connection: SignalingConnection | undefined;
  #standIns: StandIns | undefined;
  #look: Result<'look'> | undefined;
  #isWarming = false;
  #isOver = false;
  /** Since somebody was last seen at the page. */
  #connects = 0;
  #cancelNext: () => void = () => undefined;

  constructor(options: LobbyOptions) {
    this.#options = options;
    this.#stopListening = options.page.onWake(() => this.#wake());
    this.#connect();
  }

  get facts(): LobbyFacts {
    const entry = this.#look ? entries[this.#look.admission] : 'unknown';
    return { people: this.#look?.inside?.displayNames ?? [], entry, readiness: this.#readiness };
  }

  readonly ask: Ask = (method, params) =>
    this.#connection?.call(method, params) ?? Promise.reject(new ProtocolError('unavailable', 'not connected'));

  /** The click: what there is goes over to who joins, and the lobby is over. `mutedOf`: undefined for what is not sent yet. */
  handOver(mutedOf: (source: 'microphone' | 'camera') => boolean | undefined): Prepared | undefined {
    const connection = this.#connection;
    const isReady = connection !== undefined && this.#options.media.isPrepared && !this.#isWarming;
    this.#end();
    if (!isReady) this.#options.media.drop();
    if (!connection) return undefined;
    if (!isReady) return { connection };
    const { consumerIds, sources } = this.#options.media.takePrepared();
    return { connection, warm: { consumerIds, sources: toWarmSources(sources, mutedOf) } };
  }

  close(): void {
    const connection = this.#connection;
    this.#end();
    connection?.close(closeCodes.normal, 'leave');
    this.#dropStandIns();
  }

  /** In the call, or not any more: what stood in for devices is not needed. */
  forgetStandIns(): void {
    this.#dropStandIns();
  }

  get #readiness(): LobbyFacts['readiness'] {
    if (!this.#options.media.isPrepared || this.#isWarming) return 'cold';
    return this.#look?.admission === 'enter' ? this.#options.upTo : 'warm';
  }

  #connect(): void {
    const { openSocket, url, clock } = this.#options;
    this.#cancelNext();
    this.#connects++;
    const connection: SignalingConnection = new SignalingConnection({
      socket: openSocket(url),
      clock,
      onNotification: () => undefined,
      onLobby: (notification) => this.#connection === connection && this.#notice(notification),
      onAlive: () => undefined,
      // It is looked at again as it is.
      onFault: () => undefined,
      onClosed: () => this.#connection === connection && this.#lost(),
    });
    this.#connection = connection;
    connection.stayAlive();
    void this.#update(connection);
  }

  /** Asks how things stand, and becomes ready if it is not. Comes again. */
  async #update(connection: SignalingConnection): Promise<void> {
    const isCurrent = () => this.#connection === connection;
    try {
      const looking = connection.call('look', this.#where);
      if (this.#options.media.epoch === 0) void this.#warmUp(connection);
      const look = await looking;
      if (!isCurrent()) return;
      this.#look = look;
      this.#options.onChange();
    } catch {
      // What cannot be known here the join tells, with its reason.
    }
    if (isCurrent()) this.#cancelNext = this.#options.clock.after(LOOK_MS, () => void this.#update(connection));
  }

  async #warmUp(connection: SignalingConnection): Promise<void> {
    if (this.#isWarming) return;
    this.#isWarming = true;
    const { media } = this.#options;
    try {
      const { media: offer } = await connection.call('warmUp', { ...this.#where, upTo: this.#options.upTo });
      if (offer && this.#connection === connection) {
        this.#standIns ??= this.#options.createStandIns();
        await media.prepare(offer, this.#standIns.trackFor);
      }
    } catch {
      // Cold, then.
      if (this.#connection === connection) media.drop();
    }
    this.#isWarming = false;
    if (this.#connection === connection) this.#options.onChange();
  }

  get #where() {
    const { roomId, token } = this.#options;
    return { protocolVersion: PROTOCOL_VERSION, roomId, ...(token !== undefined && { token }) };
  }

  #notice({ name, data }: NotificationOf<Notifications>): void {
    const { media } = this.#options;
    if (name === 'consumersAdded') void media.addConsumers(data.mediaEpoch, data.consumers);
    else if (name === 'consumersClosed') media.closeConsumers(data.consumerIds);
    else if (name === 'mediaLost') {
      media.drop();
      this.#options.onChange();
    }
  }

  #lost(): void {
    this.#connection = undefined;
    this.#look = undefined;
    this.#options.media.drop();
    this.#options.onChange();
    this.#cancelNext();
    // Somebody who does not look at the page does not join either; who comes back to it wakes it.
    if (!this.#options.page.isVisible() || this.#connects >= MAX_CONNECTS) return;
    this.#cancelNext = this.#options.clock.after(AGAIN_MS, () => this.#connect());
  }

  #wake(): void {
    this.#connects = 0;
    if (this.#isOver) return;
    if (this.#connection) this.#connection.probe();
    else this.#connect();
  }

  #end(): void {
    this.#isOver = true;
    this.#connection = undefined;
    this.#cancelNext();
    this.#stopListening();
  }

  #dropStandIns(): void {
    this.#standIns?.close();
    this.#standIns = undefined;
  }
}

const entries = { enter: 'free', wait: 'ask', locked: 'locked', full: 'full' } as const;

const toWarmSources = (
  sources: readonly Source[],
  mutedOf: (source: 'microphone' | 'camera') => boolean | undefined,
): WarmStart['sources'] =>
  sources.flatMap((source) => {
    if (source !== 'microphone' && source !== 'camera') return [];
    const muted = mutedOf(source);
    return muted === undefined ? [] : [{ source, muted }];
  });

const LOOK_MS = 5_000;
const AGAIN_MS = 1_000;
/** Of 2 minutes each. */
const MAX_CONNECTS = 15;
