import type { DtlsParameters, IceServer, MediaOffer, PeerId, RoomId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';
import { ConsumerOffers } from './ConsumerOffers.ts';
import { Foresight } from './Foresight.ts';
import { ForwardingFacts } from './ForwardingFacts.ts';
import { LinkFacts } from './LinkFacts.ts';
import { MediaOrders } from './MediaOrders.ts';
import { MediaRecovery } from './MediaRecovery.ts';
import type { Transports } from './PeerTransports.ts';
import { PeerTransports } from './PeerTransports.ts';
import type { RoomSide } from './RoomSide.ts';
import { SourceOrders } from './SourceOrders.ts';
import type { PreparedPeer, ReadyStandby } from './Standby.ts';
import { Standby } from './Standby.ts';

type Opened = ControlResult<'openPeer'>;

export type RoomMediaOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly iceServersFor: (peerId: PeerId) => IceServer[];
  readonly room: RoomSide;
  /** A room of more people has no standby (ME11). */
  readonly standbyPeers: number;
  /** A peer has other transports now. */
  readonly onChanged: () => void;
};

/** What one room has in the sfu: who of it is open there, from the first peer to the loss of all. */
export class RoomMedia {
  readonly forwarding: ForwardingFacts;
  readonly links: LinkFacts;
  readonly transports: PeerTransports;
  readonly sources: SourceOrders;
  readonly consumers: ConsumerOffers;
  readonly foresight: Foresight;
  readonly recovery: MediaRecovery;
  readonly standby: Standby;
  readonly #options: RoomMediaOptions;
  readonly #orders: MediaOrders;
  /** Counts the losses: what was asked for before one is worthless after it. */
  #losses = 0;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    const { roomId, sfu, clock, log, room } = options;
    const listeners = {
      clientOf: (peerId: PeerId) => room.clientOf(peerId),
      peerIds: () => room.state().peers.keys(),
    };
    const orders = new MediaOrders({ clock, log, isSfuReady: () => sfu.isReadyFor(roomId) });
    const transports = new PeerTransports(() => {
      options.onChanged();
      this.standby.follow();
    });
    this.#orders = orders;
    this.transports = transports;
    this.forwarding = new ForwardingFacts(listeners);
    this.links = new LinkFacts(listeners);
    this.sources = new SourceOrders({ roomId, sfu, room, orders });
    this.consumers = new ConsumerOffers({ roomId, sfu, room, orders, transports });
    const onLearned = () => this.standby.follow();
    this.foresight = new Foresight({ roomId, sfu, room, transports, sources: this.sources, onLearned });
    const reopen = async (peerId: PeerId, dtlsParameters?: DtlsParameters) =>
      this.adopt(peerId, await this.open(peerId, dtlsParameters));
    const foresee = (peerId: PeerId) => void this.foresight.reopen(peerId);
    const dtlsOf = (peerId: PeerId) => this.foresight.dtlsOf(peerId);
    this.recovery = new MediaRecovery({ roomId, sfu, clock, log, room, transports, reopen, dtlsOf, foresee });
    this.standby = new Standby({
      ...options,
      transports,
      maxPeers: options.standbyPeers,
      foresight: this.foresight,
    });
  }

  get keptOrders(): number {
    return this.#orders.kept;
  }

  get sfu(): SfuPort {
    return this.#options.sfu;
  }

  /** New transports for a peer, not yet known to the room. @throws ProtocolError `quarantined`, `limitExceeded`, or `unavailable` for all else. */
  async open(peerId: PeerId, dtlsParameters?: DtlsParameters): Promise<Opened> {
    const { sfu, roomId } = this.#options;
    const losses = this.#losses;
    try {
      const opened = await sfu.call('openPeer', { roomId, peerId, ...(dtlsParameters && { dtlsParameters }) });
      if (losses === this.#losses) return opened;
    } catch (cause) {
      if (isForThePeer(cause)) throw cause;
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
    this.transports.put(peerId, { mediaEpoch, transports, offer });
  }

  toOffer(peerId: PeerId, mediaEpoch: number, opened: Opened): MediaOffer {
    return { mediaEpoch, ...opened, iceServers: this.#options.iceServersFor(peerId) };
  }

  /** Transports that an earlier process opened, and that the peer's client has. */
  adoptHeld(peerId: PeerId, transports: Transports): void {
    const mediaEpoch = this.#options.room.state().peers.get(peerId)?.mediaEpoch;
    if (mediaEpoch !== undefined) this.transports.put(peerId, { mediaEpoch, transports, offer: undefined });
  }

  /** The peer has left. Closing what is not there is fine. */
  close(peerId: PeerId): void {
    const { sfu, roomId } = this.#options;
    this.transports.drop(peerId);
    this.forwarding.forget(peerId);
    this.foresight.forget(peerId);
    this.#orders.forgetPeer(peerId);
    void this.#orders.give(peerId, 'peer', () => sfu.call('closePeer', { roomId, peerId }));
  }

  /** Everything of this room in the sfu is gone: whoever is here gets new transports as soon as they can be had. */
  onLost({ hasStandby = false } = {}): void {
    const losers = this.transports.peerIds;
    const standby = this.standby.take();
    this.#losses++;
    this.transports.clear();
    this.forwarding.clear();
    this.#orders.clear();
    // Who has lost everything before has nothing more to lose.
    for (const peerId of losers) this.#options.room.apply({ type: 'mediaReset', peerId });
    if (standby && hasStandby) this.#goOver(standby, new Set(losers));
    this.recovery.recover();
  }

  /** Everybody who is connected has new transports at once, and knows them already (ME11). */
  #goOver({ rtpCapabilities, peers }: ReadyStandby, losers: ReadonlySet<PeerId>): void {
    const { sfu, roomId, room, log } = this.#options;
    const losses = this.#losses;
    // Not waited for: what is asked after it is answered after it.
    sfu.call('takeStandby', { roomId }).catch(() => losses === this.#losses && this.onLost());
    const isConnected = ({ peerId }: PreparedPeer) => room.state().peers.get(peerId)?.connection.state === 'connected';
    const present = peers.filter((one) => losers.has(one.peerId) && isConnected(one));
    // Once: who is back meanwhile has others, which a repetition would close.
    for (const { peerId } of peers)
      if (!present.some((one) => one.peerId === peerId))
        sfu.call('closePeer', { roomId, peerId }).catch(() => log.debug({}, 'who is away was not closed in the sfu'));
    for (const { peerId, sendTransport, recvTransport, consumers } of present) {
      this.adopt(peerId, { rtpCapabilities, sendTransport, recvTransport });
      // It may confirm them at once: it has been offered them before.
      this.transports.consumersOf(peerId)?.add(consumers.map(({ consumerId }) => consumerId));
      this.recovery.tellReset(peerId);
    }
    for (const one of present) this.foresight.adopt(one);
  }

  /** What these peers have in the sfu is gone, and what others received of them; the rest of the room goes on. */
  onPeersLost(peerIds: readonly PeerId[]): void {
    const losers = peerIds.filter((peerId) => this.transports.has(peerId));
    this.#losses++;
    for (const peerId of losers) {
      this.transports.drop(peerId);
      this.#orders.forgetPeer(peerId);
    }
    for (const peerId of losers) this.#options.room.apply({ type: 'mediaReset', peerId });
    this.recovery.recover();
  }

  /** There is an sfu again, or still: what waits for one goes to it. */
  onSfuReady(): void {
    this.#orders.repeat();
    this.recovery.recover();
  }

  end(): void {
    this.#losses++;
    this.transports.clear();
    this.#orders.clear();
    this.recovery.end();
    this.standby.end();
  }
}

/** What is wrong is the peer, or that there are too many: another try finds the same. */
const isForThePeer = (cause: unknown): boolean =>
  cause instanceof ProtocolError && (cause.code === 'quarantined' || cause.code === 'limitExceeded');
