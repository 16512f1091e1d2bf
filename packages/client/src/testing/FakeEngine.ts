import type { ConsumerId, ConsumerOffer, RtpCapabilities, Source, WantedOfPicture } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type {
  Arrival,
  CreateEngine,
  Direction,
  EngineOptions,
  EngineStats,
  MediaEngine,
  ReceivedTrack,
  SentTrack,
} from '../media/MediaEngine.ts';
import { FakeTrack } from './FakeTrack.ts';

export type FakeSent = { track: MediaStreamTrack; isPaused: boolean; isClosed: boolean };

/** An engine that asks what a real one asks, and notes what would flow. */
export class FakeEngine implements MediaEngine {
  readonly rtpCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] };
  readonly options: EngineOptions;
  readonly sent = new Map<Source, FakeSent>();
  readonly received = new Map<ConsumerId, MediaStreamTrack>();
  /** What was negotiated at once, each time. */
  readonly negotiated: (readonly ConsumerId[])[] = [];
  /** What has arrived of each consumer. */
  readonly arrived = new Map<ConsumerId, number>();
  readonly limits = new Map<Source, WantedOfPicture>();
  readonly restarted: Direction[] = [];
  /** What the browser would tell. */
  stats: EngineStats = { incoming: new Map(), outgoing: new Map(), sendPath: new Map(), receivePath: new Map() };
  isClosed = false;
  /** It may die away. */
  isReplaced = false;
  /** Nothing comes back by the path that is sent by. */
  isSendPathLost = false;
  entered: readonly Source[] = [];
  hasBegun = false;
  readonly #primed = new Set<Source>();
  /** Set it to keep `receive` busy. */
  negotiation: Promise<void> | undefined;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  async send(source: Source, track: MediaStreamTrack, muted: boolean): Promise<SentTrack> {
    const isPrimed = this.#primed.delete(source);
    if (!isPrimed || !this.entered.includes(source)) await this.#announce(source, muted);
    const sent: FakeSent = { track, isPaused: muted || (isPrimed && !this.options.isStandby), isClosed: false };
    this.sent.set(source, sent);
    return {
      pause: () => void (sent.isPaused = true),
      resume: () => void (sent.isPaused = false),
      replaceTrack: (next) => Promise.resolve(void (sent.track = next)),
      close: () => void (sent.isClosed = true),
    };
  }

  async #announce(source: Source, muted: boolean): Promise<void> {
    const { ask, offer } = this.options;
    const rtpParameters = { codecs: [{ mimeType: `${kindOf(source)}/fake`, payloadType: 100, clockRate: 90_000 }] };
    await ask('produce', { transportId: offer.sendTransport.transportId, source, rtpParameters, muted });
  }

  get primed(): readonly Source[] {
    return [...this.#primed];
  }

  async prime(source: Source): Promise<void> {
    if (!this.options.isStandby) await this.#announce(source, true);
    this.#primed.add(source);
  }

  enter(sources: readonly Source[]): void {
    this.entered = sources;
  }

  begin(): void {
    this.hasBegun = true;
  }

  limit(source: Source, wanted: WantedOfPicture): void {
    this.limits.set(source, wanted);
  }

  async receive(offers: readonly ConsumerOffer[]): Promise<readonly ReceivedTrack[]> {
    this.negotiated.push(offers.map(({ consumerId }) => consumerId));
    await this.negotiation;
    return offers.map(({ consumerId, source }) => {
      const track = new FakeTrack(kindOf(source), consumerId);
      this.received.set(consumerId, track);
      return { consumerId, track };
    });
  }

  stopReceiving(consumerId: ConsumerId): void {
    this.received.delete(consumerId);
  }

  count(consumerId: ConsumerId): Promise<number> {
    return Promise.resolve(this.arrived.get(consumerId) ?? 0);
  }

  arrivals(): Promise<ReadonlyMap<ConsumerId, Arrival>> {
    return Promise.resolve(new Map([...this.received.keys()].map((id) => [id, { count: this.arrived.get(id) ?? 0 }])));
  }

  collect(): Promise<EngineStats> {
    return Promise.resolve(this.stats);
  }

  isUnanswered(): Promise<boolean> {
    return Promise.resolve(this.isSendPathLost);
  }

  async restartIce(direction: Direction): Promise<void> {
    const { ask, offer } = this.options;
    const { transportId } = direction === 'send' ? offer.sendTransport : offer.recvTransport;
    await ask('restartIce', { transportId });
    this.restarted.push(direction);
  }

  close(isReplaced = false): void {
    this.isClosed = true;
    this.isReplaced = isReplaced;
  }
}

/** Makes engines and keeps them for the test to look at. */
export class FakeEngines {
  readonly made: FakeEngine[] = [];
  /** Set it to make the next ones fail. */
  refusal: Error | undefined;
  /** Set it to keep the next ones from being made before it resolves. */
  gate: Promise<void> | undefined;
  /** The path that is received by connects by itself, as with a real one. */
  connects = true;

  readonly load = (): Promise<CreateEngine> => Promise.resolve((options) => this.#create(options));

  get last(): FakeEngine {
    const engine = this.made.at(-1);
    if (!engine) throw new Error('no engine was made');
    return engine;
  }

  async #create(options: EngineOptions): Promise<MediaEngine> {
    await this.gate;
    if (this.refusal) throw this.refusal;
    const engine = new FakeEngine(options);
    this.made.push(engine);
    if (this.connects) queueMicrotask(() => engine.isClosed || options.onPath('receive', 'connected'));
    return engine;
  }
}
