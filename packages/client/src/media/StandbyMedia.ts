import type { MediaOffer, Source, StandbyOffer, TransportId } from '@confab/protocol';
import { toTrackId } from '../callState.ts';
import type { ReceivedTrack } from './MediaEngine.ts';
import type { EngineOwner, MadeEngine } from './makeEngine.ts';
import { closeMade } from './makeEngine.ts';
import type { SetUpStream } from './RemoteMedia.ts';

export type StandbyMediaOptions = {
  readonly make: (offer: StandbyOffer, owner: EngineOwner) => Promise<MadeEngine>;
  /** What a source is negotiated with, of which nothing leaves; undefined when there is nothing of the kind. */
  readonly trackFor: (source: Source) => MediaStreamTrack | undefined;
};

/** `streams`: what comes by it, once it is in use. */
export type ReadyMedia = MadeEngine & { readonly streams: readonly SetUpStream[] };

type Standby = { readonly offer: StandbyOffer; made?: MadeEngine; streams?: readonly SetUpStream[] };

/** A second engine, connected and set up, that waits for the loss of the first (ME11). */
export class StandbyMedia {
  readonly #options: StandbyMediaOptions;
  #current: Standby | undefined;
  /** Connected once, and of no use since: nobody can connect to these again. */
  #spent: TransportId | undefined;

  constructor(options: StandbyMediaOptions) {
    this.#options = options;
  }

  /** This one from now on; undefined: none. Whatever fails of it ends it, and nobody misses it before it is needed. */
  async follow(offer: StandbyOffer | undefined): Promise<void> {
    this.drop();
    if (!offer) return;
    const standby: Standby = { offer };
    this.#current = standby;
    this.#spent = offer.sendTransport.transportId;
    try {
      const received = await this.#setUp(standby);
      if (received && this.#current === standby) standby.streams = toStreams(offer, received);
    } catch {
      if (this.#current === standby) this.drop();
    }
  }

  /** The engine that has these transports already, which is the caller's from now on. */
  take(offer: MediaOffer): ReadyMedia | undefined {
    const standby = this.#current;
    const { made, streams } = standby ?? {};
    const isOfThese = standby?.offer.sendTransport.transportId === offer.sendTransport.transportId;
    if (!isOfThese || !made || !streams || made.paths.state !== 'connected') {
      this.drop();
      return undefined;
    }
    this.#current = undefined;
    return { ...made, streams };
  }

  /** Whether these were connected before, by an engine that is gone or was never ready. */
  isSpent({ sendTransport }: MediaOffer): boolean {
    return this.#spent === sendTransport.transportId;
  }

  drop(): void {
    const made = this.#current?.made;
    this.#current = undefined;
    closeMade(made);
  }

  async #setUp(standby: Standby): Promise<readonly ReceivedTrack[] | undefined> {
    const { make, trackFor } = this.#options;
    const { offer } = standby;
    const isCurrent = () => this.#current === standby;
    const made = await make(offer, {
      onPaths: () => undefined,
      onBroken: () => isCurrent() && this.drop(),
    });
    if (!isCurrent()) {
      closeMade(made);
      return undefined;
    }
    standby.made = made;
    for (const source of offer.sources) {
      const track = trackFor(source);
      // What comes after it would have other mids than those that the sfu waits for.
      if (!track) throw new Error('nothing to negotiate a source with');
      await made.engine.prime(source, track);
      if (!isCurrent()) return undefined;
    }
    return made.engine.receive(offer.consumers);
  }
}

const toStreams = ({ consumers }: StandbyOffer, received: readonly ReceivedTrack[]): SetUpStream[] =>
  received.flatMap(({ consumerId, track }) => {
    const offer = consumers.find((one) => one.consumerId === consumerId);
    return offer ? [{ consumerId, track, trackId: toTrackId(offer) }] : [];
  });
