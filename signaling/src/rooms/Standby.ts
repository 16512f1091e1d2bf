import type {
  DtlsParameters,
  IceServer,
  Notifications,
  PeerId,
  RoomId,
  RtpCapabilities,
  RtpParameters,
  Source,
  StandbyOffer,
} from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import type { PeerTransports } from './PeerTransports.ts';
import type { RoomSide } from './RoomSide.ts';

/** All that has to be known of a peer to open what it has once more. */
export type StandbyPlan = {
  readonly peerId: PeerId;
  readonly dtlsParameters: DtlsParameters;
  readonly rtpCapabilities: RtpCapabilities;
  readonly sources: readonly {
    readonly source: Source;
    readonly rtpParameters: RtpParameters;
    readonly paused: boolean;
  }[];
};

type Prepared = ControlResult<'prepareStandby'>;
/** What was opened for one peer, and how. */
export type PreparedPeer = Prepared['peers'][number] & { readonly plan: StandbyPlan };
export type ReadyStandby = Pick<Prepared, 'rtpCapabilities'> & { readonly peers: readonly PreparedPeer[] };

export type StandbyOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly room: RoomSide;
  readonly transports: PeerTransports;
  /** A room of more people has none; 0: no room has. */
  readonly maxPeers: number;
  readonly iceServersFor: (peerId: PeerId) => IceServer[];
  /** `planFor`: undefined while not all of it is known. `edition`: another one when what is known is. */
  readonly foresight: { readonly edition: number; planFor(peerId: PeerId): StandbyPlan | undefined };
};

/**
 * Has everything of a small room that is calm opened once more on another worker, connected and set up by all clients, so that
 * the loss of the one that it is on takes them next to nothing (ME11).
 */
export class Standby {
  readonly #options: StandbyOptions;
  /** Who is there with which transports, and what they send; undefined where no standby is wanted. */
  #key: string | undefined;
  #ready: ReadyStandby | undefined;
  /** The newest request for one that is wanted still. */
  #asked: object | undefined;
  /** For so long nothing may happen before one is made. */
  #calmMs = CALM_MS;
  #readyAtMs = 0;
  #cancelCalm: () => void = () => undefined;

  constructor(options: StandbyOptions) {
    this.#options = options;
  }

  /** Looks whether the room is another one than before. Cheap: it is called whenever anything happens in it. */
  follow(): void {
    const key = this.#currentKey();
    if (key === this.#key) return;
    this.#key = key;
    if (this.#ready) this.#calmMs = this.#nextCalmMs();
    this.drop();
    if (key !== undefined) this.#cancelCalm = this.#options.clock.after(this.#calmMs, () => void this.#prepare());
  }

  /** The room is about to go over to it. Undefined when there is none. */
  take(): ReadyStandby | undefined {
    const ready = this.#ready;
    this.#forget();
    return ready;
  }

  /** The sfu says that it is gone. */
  lost(): void {
    this.#asked = undefined;
    this.drop();
    this.#key = undefined;
    this.follow();
  }

  /** It is of no use any more. */
  drop(): void {
    const { sfu, roomId, log } = this.#options;
    const told = this.#ready?.peers ?? [];
    if (this.#asked)
      sfu.call('closeStandby', { roomId }).catch(() => log.debug({}, 'a standby was not closed in the sfu'));
    this.#forget();
    for (const { peerId } of told) this.#tell(peerId, undefined);
  }

  /** Nothing is done any more; what is open in the sfu ends with the room. */
  end(): void {
    this.#forget();
  }

  /** Where somebody comes or goes all the time everybody would set one up all the time. */
  #nextCalmMs(): number {
    const livedMs = this.#options.clock.now() - this.#readyAtMs;
    return livedMs < LASTING_MS ? Math.min(2 * this.#calmMs, LASTING_MS) : CALM_MS;
  }

  #forget(): void {
    this.#cancelCalm();
    this.#ready = undefined;
    this.#asked = undefined;
  }

  #currentKey(): string | undefined {
    const { room, transports, maxPeers, foresight } = this.#options;
    const peers = [...room.state().peers.values()];
    if (peers.length < MIN_PEERS || peers.length > maxPeers) return undefined;
    const seats = peers.map(({ peerId, mediaEpoch, canReceive, sources }) => {
      const open = [...sources].flatMap(([source, { producer }]) => (producer === 'open' ? [source] : []));
      return [peerId, transports.has(peerId) ? mediaEpoch : 0, canReceive, ...open].join(' ');
    });
    return [foresight.edition, ...seats].join('\n');
  }

  async #prepare(): Promise<void> {
    const { sfu, roomId, room, log, foresight } = this.#options;
    const plans = [...room.state().peers.keys()].flatMap((peerId) => foresight.planFor(peerId) ?? []);
    if (plans.length === 0 || !sfu.isReadyFor(roomId)) return;
    const asked = {};
    this.#asked = asked;
    const isCurrent = () => this.#asked === asked;
    try {
      const peers = plans.map(({ sources, ...plan }) => ({ ...plan, sources: [...sources] }));
      const prepared = await sfu.call('prepareStandby', { roomId, peers });
      if (!isCurrent()) return;
      this.#ready = {
        rtpCapabilities: prepared.rtpCapabilities,
        peers: prepared.peers.flatMap((one) => {
          const plan = plans.find(({ peerId }) => peerId === one.peerId);
          return plan ? [{ ...one, plan }] : [];
        }),
      };
      this.#readyAtMs = this.#options.clock.now();
      for (const one of this.#ready.peers) this.#tell(one.peerId, this.#toOffer(one, prepared));
    } catch (cause) {
      // It is not tried again before something changes: what stood in the way is there still.
      if (isCurrent()) this.#asked = undefined;
      log.debug({ code: toWireError(cause).code }, 'a room has no standby');
    }
  }

  #toOffer(
    { peerId, sendTransport, recvTransport, producers, consumers }: PreparedPeer,
    { rtpCapabilities }: Pick<Prepared, 'rtpCapabilities'>,
  ): StandbyOffer {
    const iceServers = this.#options.iceServersFor(peerId);
    const sources = producers.map(({ source }) => source);
    return { rtpCapabilities, sendTransport, recvTransport, iceServers, sources, consumers };
  }

  #tell(peerId: PeerId, standby: StandbyOffer | undefined): void {
    const client = this.#options.room.clientOf(peerId);
    client?.send(encodeNotification<Notifications, 'mediaStandby'>('mediaStandby', standby ? { standby } : {}));
  }
}

/** Two people talk directly, and need no sfu for it. */
const MIN_PEERS = 3;
/** Whoever comes or begins to share is often not the only one. */
const CALM_MS = 3_000;
/** One that was there for so long was worth it. */
const LASTING_MS = 60_000;
