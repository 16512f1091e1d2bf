import type { ProducerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { PipeLink } from './PipeLink.ts';
import type { RoomRouter } from './RoomRouter.ts';

type Way = { readonly from: RoomRouter; readonly to: RoomRouter };
type Ends = { readonly consumer: types.Consumer; readonly producer: types.Producer };
type Pipe = Way & { readonly link: PipeLink; readonly opening: Promise<Ends>; holders: number };

/** The streams of a room that are wanted on another of its routers than the one they are sent to, each piped there once. */
export class RoomPipes {
  readonly #clock: Clock;
  readonly #pipes = new Map<string, Pipe>();
  readonly #links = new Set<PipeLink>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#pipes.size;
  }

  get linkCount(): number {
    return this.#links.size;
  }

  /** Resolves when the stream can be consumed at `to`, with what lets go of it. Nobody holds it: it is closed. */
  async hold(producerId: ProducerId, way: Way): Promise<() => void> {
    const key = `${producerId} ${way.to.mediasoup.id}`;
    const pipe = this.#pipes.get(key) ?? this.#add(key, producerId, way);
    pipe.holders++;
    let isHeld = true;
    const release = () => {
      if (isHeld && --pipe.holders === 0) this.#end(key, pipe);
      isHeld = false;
    };
    try {
      await pipe.opening;
      return release;
    } catch (cause) {
      release();
      throw cause;
    }
  }

  /** This router is gone, with its ends of all pipes: the other ends go, too. */
  routerGone(router: RoomRouter): void {
    for (const [key, pipe] of this.#pipes) if (pipe.from === router || pipe.to === router) this.#pipes.delete(key);
    for (const link of this.#links) if (link.routers.includes(router)) this.#closeLink(link);
  }

  #add(key: string, producerId: ProducerId, way: Way): Pipe {
    const link = this.#linkOf(way);
    link.users++;
    const pipe = { ...way, link, opening: this.#open(producerId, { ...way, link }), holders: 0 };
    this.#pipes.set(key, pipe);
    return pipe;
  }

  #end(key: string, pipe: Pipe): void {
    if (this.#pipes.get(key) === pipe) this.#pipes.delete(key);
    pipe.opening.then(
      ({ consumer, producer }) => {
        consumer.close();
        producer.close();
      },
      // There is nothing to close.
      () => undefined,
    );
    if (--pipe.link.users === 0) this.#closeLink(pipe.link);
  }

  #linkOf({ from, to }: Way): PipeLink {
    for (const link of this.#links) if (link.routers.includes(from) && link.routers.includes(to)) return link;
    const link = new PipeLink([from, to], this.#clock);
    this.#links.add(link);
    return link;
  }

  #closeLink(link: PipeLink): void {
    this.#links.delete(link);
    link.close();
  }

  async #open(producerId: ProducerId, { from, to, link }: Way & { readonly link: PipeLink }): Promise<Ends> {
    const [source, target] = await Promise.all([link.transportOf(from), link.transportOf(to)]);
    const consumer = await askWorker(this.#clock, source.consume({ producerId }), (late) => late.close());
    try {
      const { kind, rtpParameters, producerPaused: paused } = consumer;
      // The same id, so that whoever consumes it need not know on which router it is.
      const producing = target.produce({ id: producerId, kind, rtpParameters, paused });
      const producer = await askWorker(this.#clock, producing, (late) => late.close());
      await this.#follow(consumer, producer);
      return { consumer, producer };
    } catch (cause) {
      consumer.close();
      throw cause;
    }
  }

  /** What happens to the stream where it is sent to happens to it here. */
  async #follow(consumer: types.Consumer, producer: types.Producer): Promise<void> {
    let following = Promise.resolve();
    // One after the other, and each as it is then: a source can be paused and resumed before the other worker has answered.
    const align = () => this.#align(consumer, producer);
    const follow = () => (following = following.then(align, align));
    // One that cannot be told has lost its worker; nothing flows there.
    const obey = () => void follow().catch(() => undefined);
    consumer.on('producerpause', obey);
    consumer.on('producerresume', obey);
    consumer.on('producerclose', () => producer.close());
    consumer.on('transportclose', () => producer.close());
    // While it was opened.
    if (consumer.closed) producer.close();
    else await follow();
  }

  async #align(consumer: types.Consumer, producer: types.Producer): Promise<void> {
    const { producerPaused } = consumer;
    if (producer.closed || producer.paused === producerPaused) return;
    await askWorker(this.#clock, producerPaused ? producer.pause() : producer.resume());
  }
}
