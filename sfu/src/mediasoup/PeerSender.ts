import type { PeerId, ProducerId, RtpParameters, Source, TransportId } from '@confab/protocol';
import { kindOf, ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { toMediasoupRtpParameters, toProducerId } from './boundary.ts';
import type { PeerTransport } from './PeerTransport.ts';

/**
 * A browser passes over a request for a key frame that comes within 300 ms of the one before, and the worker, which does not
 * know, asks again after a second: the second of two that begin to watch would see nothing for so long.
 */
const KEY_FRAME_SPACING_MS = 350;

/** What one peer sends of one source, for those who consume it. */
export type SentStream = { readonly peerId: PeerId; readonly source: Source; readonly producerId: ProducerId };

export type ProduceOptions = {
  readonly transportId: TransportId;
  readonly source: Source;
  readonly rtpParameters: RtpParameters;
  readonly paused: boolean;
};

export type PeerSenderOptions = {
  readonly peerId: PeerId;
  readonly transport: PeerTransport;
  readonly clock: Clock;
  /** Its consumers must go, too. */
  readonly onProducerClosed: (producerId: ProducerId, cause: CloseCause) => void;
};

/** `lost`: for another reason than a request of signaling, which therefore has to be told. */
export type CloseCause = 'requested' | 'lost';

/** A source that is opening. `paused` is how it shall be when it is open. */
type Attempt = { paused: boolean };
type OpenOptions = Pick<ProduceOptions, 'source' | 'rtpParameters'> & { readonly attempt: Attempt };

/** The sending half of a peer: its send transport and one producer for each source. */
export class PeerSender {
  readonly transport: PeerTransport;
  readonly #options: PeerSenderOptions;
  readonly #producers = new Map<Source, types.Producer>();
  /** The sources that are opening. An attempt that is not in here any more was closed or replaced meanwhile. */
  readonly #attempts = new Map<Source, Attempt>();
  /** Those that are paused or resumed just now, with how many such requests are on their way. */
  readonly #changing = new Map<types.Producer, number>();
  /** Those that are paused for no longer than it takes to resume them. */
  readonly #renewing = new Set<types.Producer>();
  #isClosed = false;

  constructor(options: PeerSenderOptions) {
    this.#options = options;
    this.transport = options.transport;
  }

  get producerCount(): number {
    return this.#producers.size;
  }

  /** What is open, and whether it flows. */
  get sources(): { source: Source; paused: boolean }[] {
    return [...this.#producers].map(([source, producer]) => ({
      source,
      paused: producer.paused && !this.#renewing.has(producer),
    }));
  }

  /** What flows from this peer. */
  get flowing(): readonly types.Producer[] {
    return [...this.#producers.values()].filter(({ paused }) => !paused);
  }

  producerOf(source: Source): types.Producer | undefined {
    return this.#producers.get(source);
  }

  get producerIds(): readonly ProducerId[] {
    return [...this.#producers.values()].map(toProducerId);
  }

  streamOf(source: Source): SentStream | undefined {
    const producer = this.#producers.get(source);
    return producer && { peerId: this.#options.peerId, source, producerId: toProducerId(producer) };
  }

  async produce({ transportId, source, rtpParameters, paused }: ProduceOptions): Promise<ProducerId> {
    if (transportId !== this.transport.id || this.#isClosed)
      throw new ProtocolError('notFound', 'no such sending transport');
    // First of all: the new one may well use the mid and the ssrcs of the old one, and if it fails none is left.
    this.closeProducer(source);
    assertKind(source, rtpParameters);
    const attempt = { paused };
    this.#attempts.set(source, attempt);
    try {
      const producer = await this.#open({ source, rtpParameters, attempt });
      if (this.#isClosed || this.#attempts.get(source) !== attempt) {
        producer.close();
        throw new ProtocolError('invalidState', 'the source was closed while it was opening');
      }
      this.#producers.set(source, producer);
      return toProducerId(producer);
    } finally {
      if (this.#attempts.get(source) === attempt) this.#attempts.delete(source);
    }
  }

  async setPaused(source: Source, paused: boolean): Promise<void> {
    const producer = this.#producers.get(source);
    const attempt = this.#attempts.get(source);
    if (producer) await this.#applyPaused(producer, paused);
    else if (attempt) attempt.paused = paused;
    else throw new ProtocolError('notFound', 'no such producer');
  }

  /**
   * Asks for a key frame whatever was asked before: of a producer that is resumed the worker asks at once. Both requests go
   * out in this turn, so no other comes between them. A source that somebody mutes just now is left alone. Resolves when
   * the worker has done it, and what it told before has been heard.
   */
  async renewKeyFrame(source: Source): Promise<void> {
    const producer = this.#producers.get(source);
    if (!producer || producer.paused || this.#changing.has(producer) || this.#renewing.has(producer)) return;
    this.#renewing.add(producer);
    const asking = [producer.pause(), producer.resume()].map((one) => askWorker(this.#options.clock, one));
    // A worker that does not answer is noticed elsewhere.
    await Promise.allSettled(asking);
    this.#renewing.delete(producer);
    // mediasoup puts what the worker tells off by so much, and what it answers not.
    await new Promise((resolve) => setImmediate(resolve));
  }

  closeProducer(source: Source): void {
    this.#attempts.delete(source);
    const producer = this.#producers.get(source);
    if (!producer) return;
    this.#producers.delete(source);
    producer.close();
    this.#options.onProducerClosed(toProducerId(producer), 'requested');
  }

  close(cause: CloseCause = 'requested'): void {
    this.#isClosed = true;
    this.transport.close();
    const producers = [...this.#producers.values()];
    this.#producers.clear();
    // mediasoup has closed them with their transport.
    for (const producer of producers) this.#options.onProducerClosed(toProducerId(producer), cause);
  }

  parentClosed(): void {
    this.#isClosed = true;
    this.transport.parentClosed();
    this.#producers.clear();
  }

  async #open({ source, rtpParameters, attempt }: OpenOptions): Promise<types.Producer> {
    const producer = await this.#askProduce({
      kind: kindOf(source),
      rtpParameters: toMediasoupRtpParameters(rtpParameters),
      paused: attempt.paused,
      keyFrameRequestDelay: KEY_FRAME_SPACING_MS,
    });
    try {
      // Nobody receives it yet, so nothing of a source that was muted meanwhile has been heard.
      while (producer.paused !== attempt.paused) await this.#applyPaused(producer, attempt.paused);
      return producer;
    } catch (cause) {
      producer.close();
      throw cause;
    }
  }

  async #askProduce(options: types.ProducerOptions): Promise<types.Producer> {
    try {
      return await askWorker(this.#options.clock, this.transport.mediasoup.produce(options), (late) => late.close());
    } catch (cause) {
      if (cause instanceof ProtocolError) throw cause;
      // The worker has no class for these: a mid, ssrc or rid that another producer of this transport has.
      throw new ProtocolError('badRequest', 'the media parameters are refused', { cause });
    }
  }

  async #applyPaused(producer: types.Producer, paused: boolean): Promise<void> {
    this.#changing.set(producer, (this.#changing.get(producer) ?? 0) + 1);
    try {
      await askWorker(this.#options.clock, paused ? producer.pause() : producer.resume());
    } finally {
      const left = (this.#changing.get(producer) ?? 1) - 1;
      if (left > 0) this.#changing.set(producer, left);
      else this.#changing.delete(producer);
    }
  }
}

/** mediasoup takes an audio codec for a video producer without a word. */
function assertKind(source: Source, { codecs }: RtpParameters): void {
  const kind = kindOf(source);
  if (codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`))) return;
  throw new ProtocolError('unsupportedMedia', `${source} takes ${kind} codecs only`);
}
