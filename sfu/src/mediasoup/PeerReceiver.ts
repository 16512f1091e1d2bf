import type { ConsumerId, ConsumerOffer, ProducerId, RtpCapabilities } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { toConsumerId, toConsumerOffer, toMediasoupRtpCapabilities } from './boundary.ts';
import { assertBelow } from './limits.ts';
import type { SentStream } from './PeerSender.ts';
import type { PeerTransport } from './PeerTransport.ts';

export type PeerReceiverOptions = {
  readonly transport: PeerTransport;
  readonly router: types.Router;
  readonly clock: Clock;
};

/** The receiving half of a peer: its receive transport and one consumer for each producer it receives. */
export class PeerReceiver {
  readonly transport: PeerTransport;
  readonly #options: PeerReceiverOptions;
  /** Also those that are opening still, so that asking twice gives the same consumer. */
  readonly #consumers = new Map<ProducerId, Promise<types.Consumer | undefined>>();
  readonly #open = new Map<ConsumerId, types.Consumer>();
  #rtpCapabilities: types.RtpCapabilities | undefined;

  constructor(options: PeerReceiverOptions) {
    this.#options = options;
    this.transport = options.transport;
  }

  get consumerIds(): readonly ConsumerId[] {
    return [...this.#open.keys()];
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
    const opening = this.#consumers.get(producerId) ?? this.#startConsuming(producerId, rtpCapabilities);
    const consumer = await opening;
    return consumer && this.#open.has(toConsumerId(consumer)) ? toConsumerOffer(consumer, stream) : undefined;
  }

  /** Those that have ended meanwhile are passed over: the peer is told of that on another way. */
  async resume(consumerIds: readonly ConsumerId[]): Promise<void> {
    const consumers = consumerIds.map((id) => this.#open.get(id)).filter((consumer) => consumer !== undefined);
    if (consumers.length === 0) throw new ProtocolError('notFound', 'no such consumer');
    // The worker asks the sender for a key frame by itself when a video consumer resumes.
    const resuming = consumers.map((consumer) => askWorker(this.#options.clock, consumer.resume()));
    const failure = (await Promise.allSettled(resuming)).find((one) => one.status === 'rejected');
    if (failure && !isGone(failure.reason)) throw failure.reason;
  }

  /** The producer goes on, and may be consumed anew. */
  closeConsumer(producerId: ProducerId): ConsumerId | undefined {
    const consumer = [...this.#open.values()].find((one) => one.producerId === producerId);
    const consumerId = this.producerClosed(producerId);
    consumer?.close();
    return consumerId;
  }

  /** The producer behind it is closed; says which consumer ended with it. */
  producerClosed(producerId: ProducerId): ConsumerId | undefined {
    this.#consumers.delete(producerId);
    const consumer = [...this.#open.values()].find((one) => one.producerId === producerId);
    if (!consumer) return undefined;
    // mediasoup closes the consumer itself, as soon as the worker says so.
    this.#open.delete(toConsumerId(consumer));
    return toConsumerId(consumer);
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
  }

  #startConsuming(producerId: ProducerId, rtpCapabilities: types.RtpCapabilities): Promise<types.Consumer | undefined> {
    if (!this.#options.router.canConsume({ producerId, rtpCapabilities })) return Promise.resolve(undefined);
    assertBelow('consumersOfPeer', this.#consumers.size);
    const opening = this.#openConsumer(producerId, rtpCapabilities);
    this.#consumers.set(producerId, opening);
    return opening;
  }

  async #openConsumer(
    producerId: ProducerId,
    rtpCapabilities: types.RtpCapabilities,
  ): Promise<types.Consumer | undefined> {
    try {
      // Without preferredLayers a simulcast consumer takes the best layer that the estimated bandwidth allows.
      // With enableRtx lost packets of a sound can be asked for again, too: it is mediasoup's default for pictures only.
      const options = { producerId, rtpCapabilities, paused: true, enableRtx: true };
      const consuming = this.transport.mediasoup.consume(options);
      const consumer = await askWorker(this.#options.clock, consuming, (late) => late.close());
      // The producer or this peer was closed meanwhile.
      if (!this.#consumers.has(producerId)) {
        consumer.close();
        return undefined;
      }
      this.#open.set(toConsumerId(consumer), consumer);
      return consumer;
    } catch (cause) {
      this.#consumers.delete(producerId);
      if (isGone(cause)) return undefined;
      throw cause;
    }
  }
}

const isGone = (cause: unknown): boolean => cause instanceof ProtocolError && cause.code === 'notFound';
