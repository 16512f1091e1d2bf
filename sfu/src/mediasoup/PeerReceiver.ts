import type { ConsumerId, ConsumerOffer, ProducerId, RtpCapabilities, Shown, ShownStream } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { toConsumerOffer, toMediasoupRtpCapabilities } from './boundary.ts';
import type { NeededLayers } from '../forwarding/index.ts';
import { pickLayers } from '../forwarding/index.ts';
import { assertBelow, limits } from './limits.ts';
import type { SentStream } from './PeerSender.ts';
import type { PeerTransport } from './PeerTransport.ts';
import { ReceivedStream } from './ReceivedStream.ts';
import type { SharedStart } from './SharedStart.ts';

/**
 * Has a stream that is sent to another router brought to ours; resolves with what lets go of it. Undefined when it is here.
 */
export type Reach = (stream: SentStream) => Promise<() => void> | undefined;

export type PeerReceiverOptions = {
  readonly transport: PeerTransport;
  readonly clock: Clock;
  readonly reach: Reach;
  readonly isHeldBack: (producerId: ProducerId) => boolean;
  /** Something of the lowest layer of a picture has come before. */
  readonly hasBegun: (producerId: ProducerId) => boolean;
  /** Of a picture: who begins to receive it together. */
  readonly startOf: (producerId: ProducerId) => SharedStart | undefined;
  /** A picture is about to flow. */
  readonly onFlowing: (received: ReceivedStream) => void;
  /** What this peer has a use for of the stream is another now. */
  readonly onWanted: (stream: SentStream) => void;
};

/** The receiving half of a peer: its receive transport and one consumer for each producer it receives. */
export class PeerReceiver {
  readonly transport: PeerTransport;
  readonly #options: PeerReceiverOptions;
  /** Also those that are opening still, so that asking twice gives the same consumer. */
  readonly #consumers = new Map<ProducerId, Promise<ReceivedStream | undefined>>();
  readonly #open = new Map<ConsumerId, ReceivedStream>();
  readonly #byProducer = new Map<ProducerId, ReceivedStream>();
  /** What it says it shows, the newest last: of streams, for it outlives their consumers. */
  readonly #shown = new Map<string, Shown>();
  /** Whose largest layer it has lost while the middle one was not sent: it may do so again (FW12). */
  readonly #fallen = new Set<ProducerId>();
  #rtpCapabilities: types.RtpCapabilities | undefined;

  constructor(options: PeerReceiverOptions) {
    this.#options = options;
    this.transport = options.transport;
  }

  get consumerIds(): readonly ConsumerId[] {
    return [...this.#open.keys()];
  }

  /** What flows to this peer. */
  get flowing(): readonly ReceivedStream[] {
    return [...this.#open.values()].filter(({ consumer }) => !consumer.paused && !consumer.producerPaused);
  }

  setRtpCapabilities(rtpCapabilities: RtpCapabilities): void {
    this.#rtpCapabilities = toMediasoupRtpCapabilities(rtpCapabilities);
  }

  /** Undefined when the stream ended meanwhile, or is of a codec that this peer does not decode. */
  async consume(stream: SentStream): Promise<ConsumerOffer | undefined> {
    const { producerId } = stream;
    const rtpCapabilities = this.#rtpCapabilities;
    if (this.transport.isClosed) throw new ProtocolError('notFound', 'the receiving transport is gone');
    if (!rtpCapabilities) throw new ProtocolError('invalidState', 'the receiver has not said what it can decode');
    const opening = this.#consumers.get(producerId) ?? this.#startConsuming(stream, rtpCapabilities);
    const received = await opening;
    return received && this.#open.has(received.id) ? toConsumerOffer(received.consumer, stream) : undefined;
  }

  /** Those that have ended meanwhile are passed over: the peer is told of that on another way. */
  async resume(consumerIds: readonly ConsumerId[]): Promise<void> {
    const received = consumerIds.flatMap((id) => this.#open.get(id) ?? []).filter((one) => !one.consumer.closed);
    if (received.length === 0) throw new ProtocolError('notFound', 'no such consumer');
    // The worker asks the sender for a key frame by itself when a video consumer resumes.
    const resuming = received.map((one) => (one.isReady ? one.renewPicture() : one.confirm()));
    const failure = (await Promise.allSettled(resuming)).find((one) => one.status === 'rejected');
    if (failure && !isGone(failure.reason)) throw failure.reason;
  }

  /** Some of these was lost on the way; of all that flows where nothing else is said. */
  renewPictures(of: readonly ProducerId[] = [...this.#byProducer.keys()]): void {
    for (const producerId of of)
      // Its consumer may be closed, or its worker lost, which is told on another way.
      this.#byProducer
        .get(producerId)
        ?.renewPicture()
        .catch(() => undefined);
  }

  /** What has changed of what it shows. */
  setShown(streams: readonly ShownStream[]): void {
    const changed = new Map(streams.map(({ shown, ...stream }) => [keyOf(stream), shown]));
    for (const [key, shown] of changed) {
      this.#shown.delete(key);
      this.#shown.set(key, shown);
    }
    for (const received of this.#open.values()) {
      const shown = changed.get(keyOf(received.stream));
      if (shown === undefined) continue;
      received.show(shown);
      this.#options.onWanted(received.stream);
    }
    // Of people who have left nobody says anything any more.
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= limits.consumersOfPeer) break;
      this.#shown.delete(oldest);
    }
  }

  /** What it needs of this producer; `none` unless it receives it, or is about to. */
  layersOf({ producerId, ...stream }: SentStream): NeededLayers {
    if (!this.#consumers.has(producerId)) return 'none';
    return this.#byProducer.get(producerId)?.needed ?? pickLayers(this.#shown.get(keyOf(stream)));
  }

  holdBack(producerId: ProducerId, isHeldBack: boolean): void {
    this.#byProducer.get(producerId)?.holdBack(isHeldBack);
  }

  /** The producer goes on, and may be consumed anew. */
  closeConsumer(producerId: ProducerId): ConsumerId | undefined {
    const received = this.#byProducer.get(producerId);
    const consumerId = this.#forgetConsumer(producerId);
    // Who asks for it anew has missed it.
    if (received?.needed === 'outer') this.#fallen.add(producerId);
    received?.consumer.close();
    return consumerId;
  }

  /** The producer behind it is closed; says which consumer ended with it. */
  producerClosed(producerId: ProducerId): ConsumerId | undefined {
    this.#fallen.delete(producerId);
    return this.#forgetConsumer(producerId);
  }

  #forgetConsumer(producerId: ProducerId): ConsumerId | undefined {
    this.#consumers.delete(producerId);
    const received = this.#byProducer.get(producerId);
    if (!received) return undefined;
    this.#byProducer.delete(producerId);
    // mediasoup closes the consumer itself, as soon as the worker says so.
    this.#open.delete(received.id);
    return received.id;
  }

  close(): void {
    this.transport.close();
    this.#forgetConsumers();
  }

  parentClosed(): void {
    this.transport.parentClosed();
    this.#forgetConsumers();
  }

  #forgetConsumers(): void {
    this.#consumers.clear();
    this.#open.clear();
    this.#byProducer.clear();
  }

  #startConsuming(stream: SentStream, rtpCapabilities: types.RtpCapabilities): Promise<ReceivedStream | undefined> {
    const { producerId } = stream;
    const reaching = this.#options.reach(stream);
    assertBelow('consumersOfPeer', this.#consumers.size);
    const opening = reaching
      ? this.#openReached(reaching, { stream, rtpCapabilities })
      : this.#openConsumer(stream, rtpCapabilities);
    this.#consumers.set(producerId, opening);
    this.#options.onWanted(stream);
    return opening;
  }

  /** The stream is let go of when its consumer ends, for whatever reason. */
  async #openReached(
    reaching: Promise<() => void>,
    { stream, rtpCapabilities }: { stream: SentStream; rtpCapabilities: types.RtpCapabilities },
  ): Promise<ReceivedStream | undefined> {
    const { producerId } = stream;
    let release = () => undefined as void;
    let received: ReceivedStream | undefined;
    try {
      release = await reaching;
      if (!this.#consumers.has(producerId)) return undefined;
      received = await this.#openConsumer(stream, rtpCapabilities);
      return received;
    } catch (cause) {
      this.#forgetOpening(stream);
      if (isGone(cause)) return undefined;
      throw cause;
    } finally {
      if (!received || received.consumer.closed) release();
      else received.consumer.observer.once('close', release);
    }
  }

  #forgetOpening(stream: SentStream): void {
    this.#consumers.delete(stream.producerId);
    this.#options.onWanted(stream);
  }

  async #openConsumer(stream: SentStream, rtpCapabilities: types.RtpCapabilities): Promise<ReceivedStream | undefined> {
    const { producerId } = stream;
    const { clock, isHeldBack, hasBegun, startOf, onFlowing } = this.#options;
    try {
      // The smallest layer comes first (FW11). A stream of one layer has no use for it.
      // With enableRtx lost packets of a sound can be asked for again, too: it is mediasoup's default for pictures only.
      const preferredLayers = { spatialLayer: 0 };
      const options = { producerId, rtpCapabilities, paused: true, enableRtx: true, preferredLayers };
      const consuming = this.transport.mediasoup.consume(options);
      const consumer = await askWorker(clock, consuming, (late) => late.close());
      // The producer or this peer was closed meanwhile.
      if (!this.#consumers.has(producerId)) {
        consumer.close();
        return undefined;
      }
      const shown = this.#shown.get(keyOf(stream));
      const received = new ReceivedStream({
        consumer,
        stream,
        clock,
        shown,
        isHeldBack: isHeldBack(producerId),
        hasBegun: hasBegun(producerId),
        hasFallen: this.#fallen.has(producerId),
        start: startOf(producerId),
        isConnected: () => this.transport.isConnected,
        whenConnected: (listener) => this.transport.whenConnected(listener),
        onFlowing,
        onNeeded: () => this.#options.onWanted(stream),
        onFallen: () => this.#fallen.add(producerId),
      });
      this.#open.set(received.id, received);
      this.#byProducer.set(producerId, received);
      return received;
    } catch (cause) {
      this.#forgetOpening(stream);
      // Asking the router before whether it can would look at all that the peer decodes twice.
      if (isGone(cause) || isUnsupported(cause)) return undefined;
      throw cause;
    }
  }
}

const isGone = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'notFound';
const isUnsupported = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'unsupportedMedia';

const keyOf = ({ peerId, source }: Pick<SentStream, 'peerId' | 'source'>) => `${peerId} ${source}`;
