import type { ConsumerId, ConsumerOffer } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { SourceRef } from '../callState.ts';
import { toTrackId } from '../callState.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { RawStats } from '../statistics/RawStats.ts';
import type { Arrival, MediaEngine } from './MediaEngine.ts';
import { OfferGathering } from './OfferGathering.ts';
import { SetUpPace } from './SetUpPace.ts';

/** Where the tracks go that come by way of the sfu. */
export type SfuTracks = {
  readonly put: (trackId: string, track: MediaStreamTrack) => void;
  readonly remove: (trackId: string) => void;
  /** Nothing comes of it any more; it stays there until another one is put in its place. */
  readonly spend: (trackId: string) => void;
};

export type RemoteMediaOptions = {
  readonly tracks: SfuTracks;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly onChange: () => void;
};

type Stream = {
  readonly trackId: string;
  readonly isSetUp: boolean;
  /** The sfu knows that we are ready for its packets. */
  readonly isConfirmed: boolean;
};

/** One whose track is there. */
export type SetUpStream = {
  readonly consumerId: ConsumerId;
  readonly trackId: string;
  readonly track: MediaStreamTrack;
};

/** What the others send: sets up what is offered, puts its tracks into the registry and confirms. */
export class RemoteMedia {
  readonly #options: RemoteMediaOptions;
  readonly #streams = new Map<ConsumerId, Stream>();
  /** Which stream a track in the registry is of. It stays there when its transports are gone, until the next one comes. */
  readonly #shown = new Map<string, ConsumerId | undefined>();
  readonly #pace: SetUpPace;
  #engine: MediaEngine | undefined;
  #gathering: OfferGathering;
  #cancelRetry: () => void = () => undefined;
  /** Nobody is in the room yet: nothing may flow. */
  #isHolding = false;

  constructor(options: RemoteMediaOptions) {
    this.#options = options;
    this.#pace = new SetUpPace(options.clock);
    this.#gathering = new OfferGathering(options.clock);
  }

  /** The streams of the engine before are gone with it. */
  useEngine(engine: MediaEngine | undefined): void {
    this.#engine = engine;
    if (!engine) this.#isHolding = false;
    this.#gathering.close();
    this.#gathering = new OfferGathering(this.#options.clock);
    this.#cancelRetry();
    this.#streams.clear();
    for (const trackId of this.#shown.keys()) {
      this.#shown.set(trackId, undefined);
      this.#options.tracks.spend(trackId);
    }
  }

  /** From now on what is offered is set up and not confirmed, until `keepOnly`. */
  hold(): void {
    this.#isHolding = true;
  }

  /** What is set up and flows as soon as somebody says so; who takes it does. */
  takeSetUp(): ConsumerId[] {
    if (this.#engine) void this.#pace.measure(this.#engine);
    const ready = [...this.#streams].filter(([, { isSetUp, isConfirmed }]) => isSetUp && !isConfirmed);
    for (const [consumerId, stream] of ready) this.#streams.set(consumerId, { ...stream, isConfirmed: true });
    return ready.map(([consumerId]) => consumerId);
  }

  /** We are in the room, and these are the tracks that are sent there: what else was set up is of no use. */
  keepOnly(sent: ReadonlySet<string>): void {
    this.#isHolding = false;
    for (const [consumerId, stream] of this.#streams) if (!sent.has(stream.trackId)) this.#close(consumerId, stream);
    for (const trackId of this.#shown.keys()) if (!sent.has(trackId)) this.#hide(trackId);
    if (this.#engine) void this.#confirm(this.#engine);
  }

  /** These were set up before the engine was in use, and flow from now on. */
  takeOver(streams: readonly SetUpStream[]): void {
    const engine = this.#engine;
    if (!engine) return;
    for (const { consumerId, trackId } of streams)
      this.#streams.set(consumerId, { trackId, isSetUp: true, isConfirmed: false });
    void this.#confirm(engine);
    for (const one of streams) this.#show(one);
    this.#options.onChange();
  }

  async add(offers: readonly ConsumerOffer[]): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const fresh = offers.filter(({ consumerId }) => !this.#streams.has(consumerId));
    for (const offer of fresh) {
      this.#streams.set(offer.consumerId, { trackId: toTrackId(offer), isSetUp: false, isConfirmed: false });
    }
    const gathered = fresh.length > 0 ? await this.#gathering.gather(fresh, this.#isMoreToCome) : [];
    if (this.#engine !== engine) return;
    // Closed while others were waited for.
    const wanted = gathered.filter(({ consumerId }) => this.#streams.has(consumerId));
    if (wanted.length > 0) {
      const endWait = this.#confirmEarly(engine, wanted);
      await this.#setUp(engine, wanted);
      endWait();
    }
    if (this.#engine === engine) await this.#confirm(engine);
  }

  /** What they carried is offered anew, or its source ends (`closeSources`): until then the picture stands still (HE5). */
  closeStreams(consumerIds: readonly ConsumerId[]): void {
    for (const consumerId of consumerIds) {
      const stream = this.#streams.get(consumerId);
      if (!stream) continue;
      // In a lobby nothing is looked at, and nobody tells of sources.
      if (this.#isHolding) this.#close(consumerId, stream);
      else this.#outlive(consumerId, stream);
    }
    this.#options.onChange();
  }

  closeSources(gone: readonly SourceRef[]): void {
    for (const trackId of gone.map(toTrackId)) {
      for (const [consumerId, stream] of this.#streams) if (stream.trackId === trackId) this.#close(consumerId, stream);
      // Also one that has outlived its transports.
      this.#hide(trackId);
    }
  }

  /** How much has arrived of what is shown of this track. */
  async count(trackId: string): Promise<number> {
    const consumerId = this.#shown.get(trackId);
    return consumerId === undefined ? 0 : ((await this.#engine?.count(consumerId)) ?? 0);
  }

  /** The same of everything that is shown, by the ids of the tracks. */
  async arrivals(): Promise<ReadonlyMap<string, Arrival>> {
    const arrivals = (await this.#engine?.arrivals()) ?? new Map<ConsumerId, Arrival>();
    return new Map(
      [...this.#shown].map(([trackId, consumerId]) => [
        trackId,
        (consumerId && arrivals.get(consumerId)) ?? { count: 0 },
      ]),
    );
  }

  /** What the browser tells of all that is shown, by the ids of the tracks. */
  async collect(): Promise<RawStats | undefined> {
    const stats = await this.#engine?.collect();
    if (!stats) return undefined;
    const incoming = [...this.#shown].flatMap(([trackId, consumerId]) => {
      const stat = consumerId && stats.incoming.get(consumerId);
      return stat ? [[trackId, stat] as const] : [];
    });
    return { ...stats, by: 'sfu', incoming: new Map(incoming) };
  }

  /** Says once more that these are wanted. */
  async resumeAgain(trackIds: readonly string[]): Promise<void> {
    const consumerIds = trackIds.flatMap((trackId) => this.#shown.get(trackId) ?? []);
    if (consumerIds.length > 0) await this.#options.ask('resumeConsumers', { consumerIds });
  }

  close(): void {
    this.useEngine(undefined);
    for (const trackId of this.#shown.keys()) this.#hide(trackId);
  }

  /** Whether something is shown still as it came by the transports before: it is offered again soon. */
  readonly #isMoreToCome = (): boolean => {
    const offered = new Set(Array.from(this.#streams.values(), ({ trackId }) => trackId));
    const isOutlived = ([trackId, consumerId]: readonly [string, ConsumerId | undefined]) =>
      consumerId === undefined && !offered.has(trackId);
    return !this.#isHolding && [...this.#shown].some(isOutlived);
  };

  async #setUp(engine: MediaEngine, offers: readonly ConsumerOffer[]): Promise<void> {
    const beganAt = this.#options.clock.now();
    const received = new Map((await engine.receive(offers)).map(({ consumerId, track }) => [consumerId, track]));
    if (this.#engine !== engine) return;
    if (this.#isHolding) this.#pace.took(this.#options.clock.now() - beganAt);
    const ready: SetUpStream[] = [];
    for (const { consumerId } of offers) {
      const track = received.get(consumerId);
      const stream = this.#streams.get(consumerId);
      // Its peer left, or the source was closed, while it was being set up.
      if (!stream) engine.stopReceiving(consumerId);
      else if (!track) this.#streams.delete(consumerId);
      else {
        this.#streams.set(consumerId, { ...stream, isSetUp: true });
        ready.push({ consumerId, trackId: stream.trackId, track });
      }
    }
    // First of all: drawing it takes a page longer than its first packets are on their way.
    void this.#confirm(engine);
    for (const one of ready) this.#show(one);
    this.#options.onChange();
  }

  #show({ consumerId, trackId, track }: SetUpStream): void {
    const before = this.#shown.get(trackId);
    this.#shown.set(trackId, consumerId);
    this.#options.tracks.put(trackId, track);
    if (before !== undefined && !this.#streams.has(before)) this.#stopLater(before, trackId);
  }

  /** Nothing comes of it any more, and it stays shown until something else is. */
  #outlive(consumerId: ConsumerId, { trackId }: Stream): void {
    this.#streams.delete(consumerId);
    if (this.#shown.get(trackId) === consumerId) this.#options.tracks.spend(trackId);
    else this.#stopLater(consumerId, trackId);
  }

  /** A track that ends while its successor has not been drawn yet leaves a black picture. */
  #stopLater(consumerId: ConsumerId, trackId: string, looks = MAX_LOOKS): void {
    const engine = this.#engine;
    const look = async () => {
      const isOver = looks === 0 || !this.#shown.has(trackId) || this.#engine !== engine;
      if (isOver || (await this.#isDrawn(trackId))) engine?.stopReceiving(consumerId);
      else this.#stopLater(consumerId, trackId, looks - 1);
    };
    this.#options.clock.after(SETTLE_MS, () => void look());
  }

  async #isDrawn(trackId: string): Promise<boolean> {
    return (await this.count(trackId).catch(() => DRAWN)) >= DRAWN;
  }

  /** What is being set up, as soon as nothing of it can come before it is. Says how to call that off. */
  #confirmEarly(engine: MediaEngine, offers: readonly ConsumerOffer[]): () => void {
    const waitMs = this.#isHolding ? undefined : this.#pace.waitMs;
    if (waitMs === undefined) return () => undefined;
    return this.#options.clock.after(waitMs, () => {
      const stillOffered = offers.flatMap(({ consumerId }) => (this.#streams.has(consumerId) ? [consumerId] : []));
      if (this.#engine === engine && stillOffered.length > 0) void this.#tellReady(engine, stillOffered);
    });
  }

  async #confirm(engine: MediaEngine): Promise<void> {
    if (this.#isHolding) return;
    const consumerIds = [...this.#streams].flatMap(([id, { isSetUp, isConfirmed }]) =>
      isSetUp && !isConfirmed ? [id] : [],
    );
    if (consumerIds.length > 0) await this.#tellReady(engine, consumerIds);
  }

  async #tellReady(engine: MediaEngine, consumerIds: readonly ConsumerId[]): Promise<void> {
    const { ask, clock } = this.#options;
    this.#mark(consumerIds, true);
    try {
      await ask('resumeConsumers', { consumerIds: [...consumerIds] });
    } catch {
      // Signaling is away, or one of them was closed meanwhile: what is left then is confirmed a little later.
      if (this.#engine !== engine) return;
      this.#mark(consumerIds, false);
      this.#cancelRetry();
      this.#cancelRetry = clock.after(CONFIRM_RETRY_MS, () => void this.#confirm(engine));
    }
  }

  #mark(consumerIds: readonly ConsumerId[], isConfirmed: boolean): void {
    for (const consumerId of consumerIds) {
      const stream = this.#streams.get(consumerId);
      if (stream) this.#streams.set(consumerId, { ...stream, isConfirmed });
    }
  }

  #close(consumerId: ConsumerId, { trackId }: Stream): void {
    this.#streams.delete(consumerId);
    this.#engine?.stopReceiving(consumerId);
    // A newer stream of the same source may be shown already.
    if (this.#shown.get(trackId) === consumerId) this.#hide(trackId);
  }

  #hide(trackId: string): void {
    const consumerId = this.#shown.get(trackId);
    if (consumerId !== undefined) this.#engine?.stopReceiving(consumerId);
    this.#shown.delete(trackId);
    this.#options.tracks.remove(trackId);
  }
}

const CONFIRM_RETRY_MS = 1_000;
/** How long a page may take to draw another track. */
const SETTLE_MS = 2_000;
/** How often it is given that time: the successor may be muted, or on its way over a bad line. */
const MAX_LOOKS = 5;
/** So many frames have been decoded, or packets of a sound received, that something of it can be seen. */
const DRAWN = 3;
