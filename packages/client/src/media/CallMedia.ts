import type { ConsumerId, ConsumerOffer, MediaOffer, Source, StandbyOffer, WantedSources } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { CallSnapshot } from '../CallSnapshot.ts';
import type { SourceRef } from '../callState.ts';
import { toTrackId } from '../callState.ts';
import type { RepairReason } from '../health/RepairLog.ts';
import { RepairLog } from '../health/RepairLog.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { RawStats } from '../statistics/RawStats.ts';
import type { EngineOwner, MadeEngine } from './makeEngine.ts';
import { closeMade, makeEngine } from './makeEngine.ts';
import type { Arrival, LoadEngine, MediaEngine } from './MediaEngine.ts';
import { UnsupportedMediaError } from './MediaEngine.ts';
import type { PathKeeper } from './PathKeeper.ts';
import type { SfuTracks } from './RemoteMedia.ts';
import { RemoteMedia } from './RemoteMedia.ts';
import type { ReadyMedia } from './StandbyMedia.ts';
import { StandbyMedia } from './StandbyMedia.ts';

export type CallMediaOptions = {
  readonly loadEngine: LoadEngine;
  readonly tracks: SfuTracks;
  readonly ask: Ask;
  readonly clock: Clock;
  /** What a standby negotiates a source of ours with, of which nothing leaves. */
  readonly standbyTrack: TrackFor;
  /** The engine that our own sources go out by from now on; undefined: none at the moment. */
  readonly onEngine: (engine: MediaEngine | undefined) => void;
  /** The transports are of no use any more: have signaling make new ones. */
  readonly onBroken: () => void;
  readonly onUnsupported: () => void;
  readonly onChange: () => void;
};

type TrackFor = (source: Source) => MediaStreamTrack | undefined;

type Current = {
  readonly offer: MediaOffer;
  readonly engine: MediaEngine;
  readonly paths: PathKeeper;
  readonly canReceive: boolean;
};

/** What a new seat finds: our own sources that the room has already, and the tracks of everybody else's. */
type InRoom = { readonly own: readonly Source[]; readonly others: readonly string[] };

/** The media of a call through all its epochs: one engine at a time, rebuilt when the sfu or the path is lost. */
export class CallMedia {
  /** Of all who repair something of it. */
  readonly repairs: RepairLog;
  readonly #options: CallMediaOptions;
  readonly #remote: RemoteMedia;
  readonly #standby: StandbyMedia;
  #current: Current | undefined;
  #epoch = 0;
  #iceServers: MediaOffer['iceServers'] = [];
  /** What was offered before there was an engine to receive it. */
  #early: readonly ConsumerOffer[] = [];
  /** Tells apart what was begun for an earlier offer. */
  #generation = 0;
  /** Media has flowed before, so what goes on is a repair. */
  #isRepair = false;
  #isSfuLost = false;
  /** No sfu takes this peer any more: waiting does not help. */
  #isRefused = false;
  #failures = 0;
  #cancelRepair: () => void = () => undefined;
  /** Of who asks for an earlier engine: it need not wait any more, and goes on to see that. */
  #endWait: () => void = () => undefined;

  constructor(options: CallMediaOptions) {
    this.#options = options;
    this.repairs = new RepairLog(options.clock);
    this.#remote = new RemoteMedia(options);
    this.#standby = new StandbyMedia({
      make: (offer, owner) => this.#make({ offer, isStandby: true }, owner),
      trackFor: options.standbyTrack,
    });
  }

  /** The epoch of the transports in use; 0 when there are none worth keeping. */
  get epoch(): number {
    return this.#epoch;
  }

  get status(): CallSnapshot['media'] {
    const path = this.#current?.canReceive && !this.#isSfuLost ? this.#current.paths.state : undefined;
    if (path === 'connected') return 'connected';
    if (this.#isRefused || this.#failures >= FAILURES_TO_ADMIT) return 'failed';
    return this.#isRepair || this.#isSfuLost || path === 'interrupted' || path === 'failed'
      ? 'repairing'
      : 'connecting';
  }

  /** What a direct path may be found with, too. */
  get iceServers(): MediaOffer['iceServers'] {
    return this.#iceServers;
  }

  countBySfu(trackId: string): Promise<number> {
    return this.#remote.count(trackId);
  }

  /** Of every track that is set up; undefined while nothing can arrive, and somebody else sees to that. */
  async arrivalsBySfu(): Promise<ReadonlyMap<string, Arrival> | undefined> {
    return this.status === 'connected' ? this.#remote.arrivals() : undefined;
  }

  /** What the browser tells of all that goes by way of the sfu; undefined while nothing does. */
  collect(): Promise<RawStats | undefined> {
    return this.#remote.collect();
  }

  /** No sfu can be had, or none takes this peer. */
  get isServerLost(): boolean {
    return this.#isSfuLost;
  }

  /** Says once more that these are wanted; whether the sfu knows of any of them. */
  async resumeAgain(trackIds: readonly string[]): Promise<boolean> {
    try {
      await this.#remote.resumeAgain(trackIds);
      return true;
    } catch (cause) {
      if (toWireError(cause).code === 'notFound') return false;
      throw cause;
    }
  }

  /** A path that delivers nothing is lost, whatever the browser says of it. */
  async restartPaths(): Promise<void> {
    const engine = this.#current?.engine;
    if (engine) await Promise.all([engine.restartIce('receive'), engine.restartIce('send')]);
  }

  /** Whether nothing comes back by the path that we send by now. */
  async isUnanswered(): Promise<boolean> {
    const engine = this.#current?.engine;
    const isSo = await engine?.isUnanswered();
    return (isSo ?? false) && this.#current?.engine === engine;
  }

  /** What anybody wants of our own sources. */
  limit(wanted: WantedSources): void {
    for (const { source, ...one } of wanted) this.#current?.engine.limit(source, one);
  }

  /** Nothing else has helped. */
  startAnew(): void {
    this.#startOver();
  }

  /** The server has made new transports: of its own accord, unless it was asked for them. */
  replace(offer: MediaOffer): Promise<void> {
    if (this.#epoch > 0) this.repairs.add({ step: 'rebuild', reason: 'serverLost' });
    return this.rebuild(offer);
  }

  /** What may come in the place of all this one day; undefined: nothing any more (ME11). */
  standBy(offer: StandbyOffer | undefined): void {
    void this.#standby.follow(offer);
  }

  /** Builds everything anew from an offer, which replaces all that came before (ME1). */
  async rebuild(offer: MediaOffer): Promise<void> {
    const ready = this.#standby.take(offer);
    const generation = this.#generation + 1;
    this.#discard(true);
    const isCurrent = () => this.#generation === generation;
    // Whoever was told of it has left, or has been given another offer.
    if (!isCurrent()) return closeMade(ready);
    this.#isSfuLost = false;
    this.#isRefused = false;
    this.#epoch = offer.mediaEpoch;
    this.#iceServers = offer.iceServers;
    if (!ready && this.#standby.isSpent(offer)) return this.#break('refused');
    try {
      const engine = ready ? this.#goOver(offer, ready, isCurrent) : await this.#create(offer, isCurrent);
      if (!engine) return;
      await this.#startReceiving(engine, isCurrent);
    } catch (cause) {
      if (!isCurrent()) return;
      if (cause instanceof UnsupportedMediaError) this.#options.onUnsupported();
      else this.#break('refused');
    }
  }

  /** Makes everything ready in a lobby: connected, and nothing flows. Resolves when all that takes an answer is done. */
  async prepare(offer: MediaOffer, standInFor: TrackFor): Promise<void> {
    const building = this.rebuild(offer);
    this.#remote.hold();
    await building;
    const current = this.#current;
    if (current?.offer !== offer) return;
    for (const source of ['microphone', 'camera'] as const) {
      const standIn = standInFor(source);
      if (standIn && this.#current?.engine === current.engine) await current.engine.prime(source, standIn);
    }
  }

  /** Both paths are connected, and we may be offered what is sent. */
  get isPrepared(): boolean {
    return (this.#current?.canReceive ?? false) && (this.#current?.paths.isReady ?? false);
  }

  /** What a join can begin with: streams that are set up, and sources that need no negotiation. */
  takePrepared(): { readonly consumerIds: ConsumerId[]; readonly sources: readonly Source[] } {
    return { consumerIds: this.#remote.takeSetUp(), sources: this.#current?.engine.primed ?? [] };
  }

  /** What was prepared is of no use any more. */
  drop(): void {
    this.#discard();
    this.#isRepair = false;
    this.#failures = 0;
    this.#remote.keepOnly(new Set());
  }

  /** A new seat: goes on with what was prepared when the offer is of that, else builds everything anew. */
  async enter(offer: MediaOffer, { own, others }: InRoom): Promise<void> {
    const isPrepared = this.#current?.offer.sendTransport.transportId === offer.sendTransport.transportId;
    if (isPrepared) this.#current?.engine.enter(own);
    this.#remote.keepOnly(new Set(others));
    if (isPrepared) this.#options.onChange();
    else await this.rebuild(offer);
  }

  /** No sfu can be had; a new offer comes when there is one again (ME5). */
  loseSfu(isForGood: boolean): void {
    this.#isSfuLost = true;
    this.#isRefused = isForGood;
    this.#cancelRepair();
    this.#options.onChange();
  }

  /** Signaling is back and has kept the transports: what waits for it need not wait longer. */
  continue(): void {
    const { onBroken, clock } = this.#options;
    this.#current?.paths.retry();
    if (this.#epoch > 0) return;
    // It was told that the transports are of no use, and yet offered none.
    this.#cancelRepair();
    this.#cancelRepair = clock.after(REPAIR_PAUSE_MS, onBroken);
  }

  addConsumers(mediaEpoch: number, offers: readonly ConsumerOffer[]): Promise<void> {
    if (mediaEpoch !== this.#epoch) return Promise.resolve();
    if (this.#current) return this.#remote.add(offers);
    // The engine for it is being made.
    this.#early = [...this.#early, ...offers];
    return Promise.resolve();
  }

  closeConsumers(consumerIds: readonly ConsumerId[]): void {
    this.#early = this.#early.filter(({ consumerId }) => !consumerIds.includes(consumerId));
    this.#remote.closeStreams(consumerIds);
  }

  closeSources(gone: readonly SourceRef[]): void {
    const trackIds = new Set(gone.map(toTrackId));
    this.#early = this.#early.filter((offer) => !trackIds.has(toTrackId(offer)));
    this.#remote.closeSources(gone);
  }

  close(): void {
    this.#standby.drop();
    this.#discard();
    this.#remote.close();
  }

  async #create(offer: MediaOffer, isCurrent: () => boolean): Promise<MediaEngine | undefined> {
    const made = await this.#make({ offer, isStandby: false }, this.#ownerWhile(isCurrent));
    if (!isCurrent()) {
      closeMade(made);
      return undefined;
    }
    this.#use(offer, made);
    const early = this.#early;
    this.#early = [];
    if (early.length > 0) void this.#remote.add(early);
    return made.engine;
  }

  /** All of it is connected and set up: what the others send flows as soon as they do, and so does what we send. */
  #goOver(offer: MediaOffer, { streams, ...made }: ReadyMedia, isCurrent: () => boolean): MediaEngine {
    made.own(this.#ownerWhile(isCurrent));
    made.engine.begin();
    this.#use(offer, made);
    this.#remote.takeOver(streams);
    return made.engine;
  }

  #use(offer: MediaOffer, { engine, paths }: MadeEngine): void {
    this.#current = { offer, engine, paths, canReceive: false };
    this.#remote.useEngine(engine);
    this.#options.onEngine(engine);
  }

  #ownerWhile(isCurrent: () => boolean): EngineOwner {
    return {
      onPaths: () => this.#pathsChanged(),
      onBroken: (reason) => isCurrent() && this.#break(reason),
    };
  }

  #make(
    of: { readonly offer: Omit<MediaOffer, 'mediaEpoch'>; readonly isStandby: boolean },
    owner: EngineOwner,
  ): Promise<MadeEngine> {
    return makeEngine({ ...this.#options, ...of, repairs: this.repairs, isAwaited: this.#isRepair }, owner);
  }

  async #startReceiving(engine: MediaEngine, isCurrent: () => boolean): Promise<void> {
    const { ask } = this.#options;
    while (isCurrent()) {
      try {
        await ask('startReceiving', { rtpCapabilities: engine.rtpCapabilities });
        if (isCurrent() && this.#current) this.#current = { ...this.#current, canReceive: true };
        this.#pathsChanged();
        return;
      } catch (cause) {
        if (!isCurrent()) return;
        if (!isRetryable(cause)) throw cause;
        await this.#wait(RETRY_MS);
      }
    }
  }

  /** Or until what it is for is gone. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }

  #pathsChanged(): void {
    if (this.status === 'connected') {
      this.#isRepair = false;
      this.#failures = 0;
    }
    this.#options.onChange();
  }

  #break(reason: RepairReason): void {
    if (!this.#isSfuLost) this.repairs.add({ step: 'rebuild', reason });
    this.#startOver();
  }

  #startOver(): void {
    // A new offer is on its way as it is (ME5).
    if (this.#isSfuLost) return;
    const { clock, onBroken, onChange } = this.#options;
    this.#discard();
    this.#failures++;
    this.#cancelRepair = clock.after(this.#failures === 1 ? 0 : REPAIR_PAUSE_MS, onBroken);
    onChange();
  }

  #discard(isReplaced = false): void {
    this.#generation++;
    this.#early = [];
    this.#cancelRepair();
    this.#endWait();
    this.#epoch = 0;
    const current = this.#current;
    // Before anybody is told: whoever looks then sees that it is gone.
    this.#current = undefined;
    current?.paths.close();
    current?.engine.close(isReplaced);
    if (current) {
      this.#isRepair ||= current.canReceive;
      this.#options.onEngine(undefined);
    }
    this.#remote.useEngine(undefined);
  }
}

const isRetryable = (cause: unknown): boolean => toWireError(cause).retryable;

const RETRY_MS = 1_000;
const FAILURES_TO_ADMIT = 2;
const REPAIR_PAUSE_MS = 3_000;
