import type { ConsumerId, PeerId, ProducerId, RoomId, RtpCapabilities, TransportOffer } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { Log } from '../Log.ts';
import { toRtpCapabilities } from './boundary.ts';
import type { WantedStream } from '../forwarding/index.ts';
import type { MediaWorker } from './MediaWorker.ts';
import { PeerMedia } from './PeerMedia.ts';
import { RoomForwarding } from './RoomForwarding.ts';
import type { CloseCause, ProduceOptions, SentStream } from './PeerSender.ts';
import type { Speaker } from './SpeakerObserver.ts';
import { SpeakerObserver } from './SpeakerObserver.ts';

export type RoomMediaOptions = {
  readonly roomId: RoomId;
  readonly worker: MediaWorker;
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

type OpenRoom = { readonly router: types.Router; readonly speakers: SpeakerObserver };

/** The media of one room: a router on one worker, and the peers on it. */
export class RoomMedia {
  readonly roomId: RoomId;
  readonly worker: MediaWorker;
  /** Signaling's, for the process that comes after it. It means nothing here. */
  memo: string | undefined;
  readonly #options: RoomMediaOptions;
  readonly #peers = new Map<PeerId, PeerMedia>();
  readonly #forwarding: RoomForwarding;
  #opening: Promise<OpenRoom> | undefined;
  #open: OpenRoom | undefined;
  #isClosed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.roomId = options.roomId;
    this.worker = options.worker;
    this.#forwarding = new RoomForwarding({
      ...options,
      receivers: () => [...this.#peers.values()].flatMap(({ opened }) => opened?.receiver ?? []),
    });
  }

  /** How much of its worker it takes: streams, and one for the room itself. */
  get load(): number {
    return 1 + this.producerCount + this.consumerCount;
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
  ): Promise<{ rtpCapabilities: RtpCapabilities; sendTransport: TransportOffer; recvTransport: TransportOffer }> {
    const earlier = this.#peers.get(peerId);
    const peer = new PeerMedia({
      peerId,
      clock: this.#options.clock,
      onProducerClosed: (producerId, cause) => this.#producerClosed(producerId, cause),
      onConsumersLost: (consumerIds) => {
        this.#forwarding.reconsider();
        this.#options.onConsumersClosed(peerId, consumerIds);
      },
      forwarding: {
        isHeldBack: this.#forwarding.isHeldBack,
        onFlowing: () => undefined,
        onWanted: this.#forwarding.wantedOf,
      },
    });
    this.#peers.set(peerId, peer);
    earlier?.close();
    try {
      const { router } = await this.#whenOpen();
      const transports = await peer.open(router, this.worker.webRtcServer);
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
    if (producer && stream?.producerId === producerId) this.#forwarding.producerOpened(stream, producer);
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
      return wanted ? { ...one, wanted } : one;
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
    this.#open?.router.close();
  }

  /** The worker died, and everything in it. */
  parentClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forwarding.close();
    for (const peer of this.#peers.values()) peer.parentClosed();
    this.#peers.clear();
  }

  async #whenOpen(): Promise<OpenRoom> {
    this.#opening ??= this.#openRouter();
    try {
      return await this.#opening;
    } catch (cause) {
      // The next peer tries anew.
      this.#opening = undefined;
      throw cause;
    }
  }

  async #openRouter(): Promise<OpenRoom> {
    const router = await this.worker.createRouter();
    try {
      this.#assertNotClosed();
      const { clock, onSpeakersChanged } = this.#options;
      const speakers = await SpeakerObserver.create({
        router,
        clock,
        onChanged: onSpeakersChanged,
        onHeard: (heard) => this.#forwarding.heard(heard),
      });
      this.#assertNotClosed();
      this.#open = { router, speakers };
      this.#forwarding.useRouter(router);
      return this.#open;
    } catch (cause) {
      router.close();
      throw cause;
    }
  }

  #remove(peer: PeerMedia): void {
    peer.close();
    // A newer one may have its place.
    if (this.#peers.get(peer.peerId) !== peer) return;
    this.#peers.delete(peer.peerId);
    this.#forwarding.reconsider();
    if (this.#peers.size === 0) this.#options.onEmpty();
  }

  #listenTo(stream: SentStream): void {
    this.#open?.speakers.add(stream).catch((err: unknown) => {
      // Closed again already, or the worker is gone: then there is nothing to listen to.
      this.#options.log.debug({ err, room: this.roomId }, 'a microphone is not listened to');
    });
  }

  #producerClosed(producerId: ProducerId, cause: CloseCause): void {
    this.#open?.speakers.producerClosed(producerId);
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
