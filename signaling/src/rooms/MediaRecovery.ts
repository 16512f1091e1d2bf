import type { DtlsParameters, MediaOffer, Notifications, PeerId, RoomId } from '@confab/protocol';
import { ProtocolError, toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import type { Client } from './Client.ts';
import { KeyedQueue } from './KeyedQueue.ts';
import type { PeerTransports } from './PeerTransports.ts';
import type { RoomSide } from './RoomSide.ts';

export type MediaRecoveryOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly room: RoomSide;
  readonly transports: PeerTransports;
  /** Gives the peer new transports. @throws ProtocolError */
  readonly reopen: (peerId: PeerId, dtlsParameters?: DtlsParameters) => Promise<void>;
  /** The certificate that the peer's client has connected with, if it does so each time. */
  readonly dtlsOf: (peerId: PeerId) => DtlsParameters | undefined;
  /** Opens on them what the peer had before. */
  readonly foresee: (peerId: PeerId) => void;
};

/** Whoever is here and has no transports gets some as soon as they can be had, and is told so; and who comes back, what it lacks. */
export class MediaRecovery {
  readonly #options: MediaRecoveryOptions;
  readonly #queue = new KeyedQueue();
  /** Who has been told that there is no media for now. */
  readonly #toldLost = new WeakSet<Client>();
  #cancelRetry: (() => void) | undefined;

  constructor(options: MediaRecoveryOptions) {
    this.#options = options;
  }

  /** The peer's current offer, once for each session. */
  takeOffer(peerId: PeerId, client: Client): MediaOffer | undefined {
    const media = this.#options.transports.claim(peerId, client);
    if (media) this.#toldLost.delete(client);
    return media?.offer;
  }

  /** What a session needs that comes back knowing the transports of `knownEpoch`. */
  async offerResumed(peerId: PeerId, knownEpoch: number, client: Client): Promise<MediaOffer | undefined> {
    const { transports, room } = this.#options;
    if (transports.isOfEpoch(peerId, knownEpoch)) {
      transports.claim(peerId, client);
      return undefined;
    }
    if (transports.has(peerId)) {
      // It never learned of these, and by now nobody may be listening at their ports.
      transports.drop(peerId);
      room.apply({ type: 'mediaReset', peerId });
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

  /** Opens each connected peer that has no transports. One that is away gets them when it is back. */
  recover(): void {
    const { room, sfu, roomId, transports } = this.#options;
    for (const { peerId, connection } of room.state().peers.values()) {
      if (connection.state !== 'connected' || transports.has(peerId)) continue;
      if (sfu.isReadyFor(roomId)) void this.#recoverPeer(peerId);
      else this.#tellLost(peerId);
    }
  }

  end(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  async #recoverPeer(peerId: PeerId): Promise<void> {
    try {
      await this.#reopen(peerId, this.#options.dtlsOf(peerId));
    } catch (cause) {
      this.#onNotReopened(peerId, cause);
      return;
    }
    if (this.tellReset(peerId)) this.#options.foresee(peerId);
  }

  /** Says whether there is anybody to tell. */
  tellReset(peerId: PeerId): boolean {
    const client = this.#options.room.clientOf(peerId);
    if (client) this.#tellReset(peerId, client);
    return client !== undefined;
  }

  #tellReset(peerId: PeerId, client: Client): void {
    const media = this.takeOffer(peerId, client);
    if (media) client.send(encodeNotification<Notifications, 'mediaReset'>('mediaReset', { media }));
  }

  #reopen(peerId: PeerId, dtlsParameters?: DtlsParameters): Promise<void> {
    const { transports, reopen } = this.#options;
    return this.#queue.run(peerId, async () => {
      // Whoever was before us in the queue may have done it.
      if (!transports.has(peerId)) await reopen(peerId, dtlsParameters);
    });
  }

  #onNotReopened(peerId: PeerId, cause: unknown): void {
    const { clock, log, sfu, roomId } = this.#options;
    log.warn({ peer: peerId.slice(-8), code: toWireError(cause).code }, 'a peer is without media');
    this.#tellLost(peerId, cause);
    if (isQuarantine(cause)) return;
    // Without a link the next nodeReady does it.
    if (sfu.isReadyFor(roomId)) {
      this.#cancelRetry ??= clock.after(RECOVER_AFTER_MS, () => {
        this.#cancelRetry = undefined;
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
}

const isQuarantine = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'quarantined';

const RECOVER_AFTER_MS = 500;
