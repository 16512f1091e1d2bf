import type { ProducerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { MediaWorker } from './MediaWorker.ts';
import { RoomPipes } from './RoomPipes.ts';
import { RoomRouter } from './RoomRouter.ts';
import type { Speaker } from './SpeakerObserver.ts';
import { areSame, MAX_SPEAKERS } from './SpeakerObserver.ts';

export type RoomRoutersOptions = {
  readonly clock: Clock;
  readonly onSpeakersChanged: (speakers: readonly Speaker[]) => void;
  /** Somebody is heard on one of the workers. */
  readonly onHeard: (speakers: readonly Speaker[]) => void;
};

/** The routers of one room, one on each worker that it is on, and the pipes between them. */
export class RoomRouters {
  readonly #options: RoomRoutersOptions;
  readonly #opening = new Map<MediaWorker, Promise<RoomRouter>>();
  readonly #open = new Map<MediaWorker, RoomRouter>();
  readonly #pipes: RoomPipes;
  readonly #heard = new Map<MediaWorker, readonly Speaker[]>();
  #lastHeard: readonly Speaker[] = [];

  constructor(options: RoomRoutersOptions) {
    this.#options = options;
    this.#pipes = new RoomPipes(options.clock);
  }

  /** Also those that are opening still. */
  get workers(): readonly MediaWorker[] {
    return [...this.#opening.keys()];
  }

  get all(): readonly RoomRouter[] {
    return [...this.#open.values()];
  }

  get pipeCount(): number {
    return this.#pipes.size;
  }

  get linkCount(): number {
    return this.#pipes.linkCount;
  }

  async on(worker: MediaWorker): Promise<RoomRouter> {
    const opening = this.#opening.get(worker) ?? this.#start(worker);
    try {
      return await opening;
    } catch (cause) {
      // The next peer tries anew.
      if (this.#opening.get(worker) === opening) this.#opening.delete(worker);
      throw cause;
    }
  }

  find(worker: MediaWorker): RoomRouter | undefined {
    return this.#open.get(worker);
  }

  /** Makes a stream known to the router on another worker; resolves with what lets go of it. */
  bring(producerId: ProducerId, way: { readonly from: MediaWorker; readonly to: MediaWorker }): Promise<() => void> {
    const [from, to] = [this.#open.get(way.from), this.#open.get(way.to)];
    return from && to ? this.#pipes.hold(producerId, { from, to }) : Promise.resolve(() => undefined);
  }

  /** The room has nobody on this worker any more, or the worker is gone. */
  leave(worker: MediaWorker): void {
    const opening = this.#opening.get(worker);
    const router = this.#open.get(worker);
    this.#opening.delete(worker);
    this.#open.delete(worker);
    if (router) this.#pipes.routerGone(router);
    opening?.then((late) => late.close()).catch(() => undefined);
    if (this.#heard.delete(worker)) this.#tellSpeakers();
  }

  close(): void {
    this.#heard.clear();
    for (const worker of this.workers) this.leave(worker);
  }

  #start(worker: MediaWorker): Promise<RoomRouter> {
    const opening = RoomRouter.open({
      worker,
      clock: this.#options.clock,
      onHeard: this.#options.onHeard,
      onSpeakersChanged: (speakers) => {
        if (this.#opening.get(worker) !== opening) return;
        this.#heard.set(worker, speakers);
        this.#tellSpeakers();
      },
    }).then((router) => {
      if (this.#opening.get(worker) === opening) this.#open.set(worker, router);
      return router;
    });
    this.#opening.set(worker, opening);
    return opening;
  }

  /** Each router hears those who send to it: the loudest of all of them. */
  #tellSpeakers(): void {
    const loudest = [...this.#heard.values()].flat().sort((a, b) => b.volume - a.volume);
    const speakers = loudest.slice(0, MAX_SPEAKERS);
    if (areSame(this.#lastHeard, speakers)) return;
    this.#lastHeard = speakers;
    this.#options.onSpeakersChanged(speakers);
  }
}
