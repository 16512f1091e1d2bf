import type {
  ConsumerId,
  DtlsParameters,
  PeerId,
  ProducerId,
  RoomId,
  RtpCapabilities,
  TransportOffer,
} from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { Log } from '../Log.ts';
import { toRtpCapabilities } from './boundary.ts';
import type { WantedStream } from '../forwarding/index.ts';
import type { MediaWorker } from './MediaWorker.ts';
import { PeerMedia } from './PeerMedia.ts';
import { RoomForwarding } from './RoomForwarding.ts';
import type { CloseCause, ProduceOptions, SentStream } from './PeerSender.ts';
import type { RoomRouter } from './RoomRouter.ts';
import { RoomRouters } from './RoomRouters.ts';
import type { Speaker } from './SpeakerObserver.ts';

export type RoomMediaOptions = {
  readonly roomId: RoomId;
  readonly clock: Clock;
  readonly log: Log;
  readonly onSpeakersChanged: (speakers: readonly Speaker[]) => void;
  /** What a peer received ended without a request. */
  readonly onConsumersClosed: (peerId: PeerId, consumerIds: readonly ConsumerId[]) => void;
  /** How many microphones are forwarded at once. */
  readonly loudest: number;
  readonly onHeldBackChanged: (peerIds: readonly PeerId[]) => void;
  readonly onWantedChanged: (streams: readonly WantedStream[]) => void;
  /** The last peer is gone; the owner closes the room. */
  readonly onEmpty: () => void;
};

/** The media of one room: a router on each worker that it needs, and the peers on them. */
export class RoomMedia {
  readonly roomId: RoomId;
  /** Signaling's, for the process that comes after it. It means nothing here. */
  memo: string | undefined;
  readonly #options: RoomMediaOptions;
  readonly #peers = new Map<PeerId, PeerMedia>();
  readonly #routers: RoomRouters;
  readonly #forwarding: RoomForwarding;
  #isClosed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.roomId = options.roomId;
    this.#routers = new RoomRouters({ ...options, onHeard: (speakers) => this.#forwarding.heard(speakers) });
    this.#forwarding = new RoomForwarding({
      ...options,
      receivers: () => [...this.#peers.values()].flatMap(({ opened }) => opened?.receiver ?? []),
    });
  }

  /** Those that it is on. */
  get workers(): readonly MediaWorker[] {
    return this.#routers.workers;
  }

  /** How much of a worker it takes: streams, and one for the room itself. */
  loadOn(worker: MediaWorker): number {
    if (!this.workers.includes(worker)) return 0;
    const streams = this.#peersOn(worker).map(({ opened }) =>
      opened ? opened.sender.producerCount + opened.receiver.consumerIds.length : 0,
    );
    return streams.reduce((sum, one) => sum + one, 1);
  }

  peersOn(worker: MediaWorker): number {
    return this.#peersOn(worker).length;
  }

  /** How many streams are piped from one worker to another, and by how many pairs of transports. */
  get pipes(): { readonly streams: number; readonly links: number } {
    return { streams: this.#routers.pipeCount, links: this.#routers.linkCount };
  }

  get peers(): readonly PeerMedia[] {
    return [...this.#peers.values()];
  }

  get peerIds(): readonly PeerId[] {
    return [...this.#peers.keys()];
  }

  get peerCount(): number {
    return this.#peers.size;
  }

  get producerCount(): number {
    return this.#sum((peer) => peer.opened?.sender.producerCount ?? 0);
  }

  get consumerCount(): number {
    return this.#sum((peer) => peer.opened?.receiver.consumerIds.length ?? 0);
  }

  /** A fresh pair of transports; all that the peer had is closed. */
  async openPeer(
    peerId: PeerId,
    worker: MediaWorker,
    dtlsParameters?: DtlsParameters,
  ): Promise<{ rtpCapabilities: RtpCapabilities; sendTransport: TransportOffer; recvTransport: TransportOffer }> {
    const earlier = this.#peers.get(peerId);
    const peer = new PeerMedia({
      peerId,
      worker,
      clock: this.#options.clock,
      reach: (stream) => this.#reach(stream, worker),
      onProducerClosed: (producerId, cause) => this.#producerClosed(producerId, cause),
      onConsumersLost: (consumerIds) => {
        this.#forwarding.reconsider();
        this.#options.onConsumersClosed(peerId, consumerIds);
      },
      onSenderMoved: (producerIds) => {
        for (const { opened } of this.#peers.values()) opened?.receiver.renewPictures(producerIds);
      },
      forwarding: {
        isHeldBack: this.#forwarding.isHeldBack,
        hasBegun: this.#forwarding.hasBegun,
        startOf: this.#forwarding.startOf,
        onFlowing: (received) => this.#forwarding.flows(received),
        onWanted: this.#forwarding.wantedOf,
      },
    });
    this.#peers.set(peerId, peer);
    earlier?.close();
    try {
      const { mediasoup: router } = await this.#routers.on(worker);
      this.#assertNotClosed();
      const transports = await peer.open(router, dtlsParameters);
      return { rtpCapabilities: toRtpCapabilities(router.rtpCapabilities), ...transports };
    } catch (cause) {
      this.#remove(peer);
      throw cause;
    }
  }

  closePeer(peerId: PeerId): void {
    const peer = this.#peers.get(peerId);
    if (peer) this.#remove(peer);
  }

  findPeer(peerId: PeerId): PeerMedia | undefined {
    return this.#peers.get(peerId);
  }

  /** @throws ProtocolError `notFound` */
  peer(peerId: PeerId): PeerMedia {
    const peer = this.#peers.get(peerId);
    if (!peer) throw new ProtocolError('notFound', 'no such peer');
    return peer;
  }

  async produce(peerId: PeerId, options: ProduceOptions): Promise<ProducerId> {
    const { sender } = this.peer(peerId);
    const producerId = await sender.produce(options);
    const stream = sender.streamOf(options.source);
    const producer = sender.producerOf(options.source);
    const router = this.#routerOf(peerId)?.mediasoup;
    if (producer && router && stream?.producerId === producerId)
      this.#forwarding.producerOpened(stream, {
        producer,
        router,
        renewKeyFrame: () => sender.renewKeyFrame(options.source),
      });
    if (options.source === 'microphone') this.#listenTo({ peerId, source: options.source, producerId });
    return producerId;
  }

  /** The streams of `of` that are there now. */
  streams(of: readonly Pick<SentStream, 'peerId' | 'source'>[]): SentStream[] {
    return of
      .map(({ peerId, source }) => this.#peers.get(peerId)?.opened?.sender.streamOf(source))
      .filter((stream) => stream !== undefined);
  }

  /** Closes what this peer receives of them; it is told, as of everything that ends without its asking. */
  closeConsumers(peerId: PeerId, streams: readonly SentStream[]): void {
    const closed = streams.flatMap(({ producerId }) => this.peer(peerId).receiver.closeConsumer(producerId) ?? []);
    for (const stream of streams) this.#forwarding.wantedOf(stream);
    if (closed.length > 0) this.#options.onConsumersClosed(peerId, closed);
  }

  /** What is there now, for signaling that has just started. */
  describe(): ControlResult<'getRoom'> {
    const peers = [...this.#peers.values()].flatMap((peer) => this.#describe(peer) ?? []);
    const { heldBack } = this.#forwarding;
    return {
      peers,
      ...(heldBack.length > 0 && { heldBack: [...heldBack] }),
      ...(this.memo !== undefined && { memo: this.memo }),
    };
  }

  #describe(peer: PeerMedia): ControlResult<'getRoom'>['peers'][number] | undefined {
    const described = peer.describe();
    const sources = described?.sources.map((one) => {
      const wanted = this.#forwarding.toldOf(peer.peerId, one.source);
      if (!wanted) return one;
      const { layers, ...rest } = wanted;
      return { ...one, wanted: layers, ...rest };
    });
    return described && sources && { ...described, sources };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forwarding.close();
    const peers = [...this.#peers.values()];
    this.#peers.clear();
    for (const peer of peers) peer.close();
    this.#routers.close();
  }

  /** A worker died, and everything of this room on it. Says who was there; who was elsewhere keeps what they have. */
  workerDied(worker: MediaWorker): readonly PeerId[] {
    const lost = this.#peersOn(worker);
    const producerIds = lost.flatMap(({ opened }) => opened?.sender.producerIds ?? []);
    for (const peer of lost) {
      this.#peers.delete(peer.peerId);
      peer.parentClosed();
    }
    this.#routers.leave(worker);
    for (const producerId of producerIds) this.#forwarding.producerClosed(producerId);
    this.#forwarding.reconsider();
    for (const [peerId, peer] of this.#peers) {
      const closed = producerIds.flatMap((id) => peer.opened?.receiver.producerClosed(id) ?? []);
      if (closed.length > 0) this.#options.onConsumersClosed(peerId, closed);
    }
    return lost.map(({ peerId }) => peerId);
  }

  #peersOn(worker: MediaWorker): PeerMedia[] {
    return [...this.#peers.values()].filter((peer) => peer.worker === worker);
  }

  #reach({ peerId, producerId }: SentStream, to: MediaWorker): Promise<() => void> | undefined {
    const from = this.#peers.get(peerId)?.worker;
    return from && from !== to ? this.#routers.bring(producerId, { from, to }) : undefined;
  }

  #remove(peer: PeerMedia): void {
    peer.close();
    // A newer one may have its place.
    if (this.#peers.get(peer.peerId) !== peer) return;
    this.#peers.delete(peer.peerId);
    this.#forwarding.reconsider();
    if (this.#peers.size === 0) this.#options.onEmpty();
    else if (this.peersOn(peer.worker) === 0) this.#routers.leave(peer.worker);
  }

  #routerOf(peerId: PeerId): RoomRouter | undefined {
    const worker = this.#peers.get(peerId)?.worker;
    return worker && this.#routers.find(worker);
  }

  #listenTo(stream: SentStream): void {
    this.#routerOf(stream.peerId)
      ?.speakers.add(stream)
      .catch((err: unknown) => {
        // Closed again already, or the worker is gone: then there is nothing to listen to.
        this.#options.log.debug({ err, room: this.roomId }, 'a microphone is not listened to');
      });
  }

  #producerClosed(producerId: ProducerId, cause: CloseCause): void {
    for (const { speakers } of this.#routers.all) speakers.producerClosed(producerId);
    this.#forwarding.producerClosed(producerId);
    for (const [peerId, peer] of this.#peers) {
      const consumerId = peer.opened?.receiver.producerClosed(producerId);
      if (consumerId && cause === 'lost') this.#options.onConsumersClosed(peerId, [consumerId]);
    }
  }

  #assertNotClosed(): void {
    if (this.#isClosed) throw new ProtocolError('notFound', 'the room was closed while it was opened');
  }

  #sum(of: (peer: PeerMedia) => number): number {
    return [...this.#peers.values()].reduce((sum, peer) => sum + of(peer), 0);
  }
}
