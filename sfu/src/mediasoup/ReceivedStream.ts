import type { ConsumerId, Shown, WantedLayers } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { NeededLayers, Served } from '../forwarding/index.ts';
import { isLowered, pickLayers, SteadyTop, toPriority, toSpatialLayer } from '../forwarding/index.ts';
import { askWorker } from './askWorker.ts';
import { toConsumerId } from './boundary.ts';
import { LayerNudge } from './LayerNudge.ts';
import { LowestLayer } from './LowestLayer.ts';
import type { SentStream } from './PeerSender.ts';
import type { SharedStart } from './SharedStart.ts';

export type ReceivedStreamOptions = {
  readonly consumer: types.Consumer;
  readonly stream: SentStream;
  readonly clock: Clock;
  readonly shown: Shown | undefined;
  readonly isHeldBack: boolean;
  /** Something of its lowest layer has come before, be it to somebody else. */
  readonly hasBegun: boolean;
  /** Its receiver has lost the largest layer before (FW12). */
  readonly hasFallen: boolean;
  /** Of a picture: who else is about to receive it. */
  readonly start: SharedStart | undefined;
  /** Whether its receiver's transport is. */
  readonly isConnected: () => boolean;
  /** Calls back once it is. Says how to call that off. */
  readonly whenConnected: (listener: () => void) => () => void;
  /** A picture is about to flow. */
  readonly onFlowing: (received: ReceivedStream) => void;
  /** Its sender may send less of it now, or has to send more. */
  readonly onNeeded: () => void;
  readonly onFallen: () => void;
};

/** How a consumer is, or shall be. */
type Setting = { readonly isPaused: boolean; readonly layer: number | undefined; readonly priority: number };

/** One stream on its way to one receiver: whether it flows, how large, and how important it is. */
export class ReceivedStream {
  readonly id: ConsumerId;
  readonly stream: SentStream;
  readonly consumer: types.Consumer;
  readonly #options: ReceivedStreamOptions;
  readonly #layerCount: number;
  #isConfirmed = false;
  #mayBegin = false;
  #isHeldBack: boolean;
  #shown: Shown | undefined;
  #layers: WantedLayers;
  /** The layer that is forwarded; undefined: no packet has been since it flows. */
  #flowing: number | undefined;
  #renewedAt = -Infinity;
  #applied: Setting;
  #applying: Promise<void> = Promise.resolve();
  #isApplying = false;
  readonly #nudge: LayerNudge;
  readonly #lowest: LowestLayer;
  readonly #top: SteadyTop;
  #cancelClimb: () => void = () => undefined;
  #cancelReady: () => void = () => undefined;

  constructor(options: ReceivedStreamOptions) {
    const { consumer, stream, shown, isHeldBack } = options;
    this.#options = options;
    this.id = toConsumerId(consumer);
    this.stream = stream;
    this.consumer = consumer;
    this.#layerCount = consumer.type === 'simple' ? 1 : countLayers(consumer.rtpParameters.encodings?.[0]);
    this.#isHeldBack = isHeldBack;
    this.#shown = shown;
    this.#layers = pickLayers(shown);
    this.#applied = { isPaused: true, layer: this.#layerCount > 1 ? 0 : undefined, priority: 1 };
    this.#nudge = new LayerNudge({
      clock: options.clock,
      isSettled: () => this.#flowing !== undefined || consumer.closed || consumer.paused || consumer.producerPaused,
      nudge: () => this.#chooseAgain(),
    });
    this.#lowest = new LowestLayer({
      clock: options.clock,
      isKnown: options.hasBegun,
      onKnown: () => this.#alignUnasked(),
    });
    this.#top = new SteadyTop({
      clock: options.clock,
      hasFallen: options.hasFallen,
      onChanged: options.onNeeded,
      onFallen: () => {
        options.onFallen();
        this.#climbSoon();
      },
    });
    this.#lowest.look(consumer.score.producerScores);
    options.start?.expect(this);
    consumer.observer.once('close', () => this.#close());
    consumer.on('score', ({ producerScores }) => this.#lowest.look(producerScores));
    consumer.on('producerresume', () => this.#nudgeSoon());
    // Without layers: it was paused, here or by its sender, or there is no bandwidth for any.
    consumer.on('layerschange', (layers) => {
      this.#flowing = layers?.spatialLayer;
      this.#alignUnasked();
      this.#top.look(this.#served);
    });
  }

  /** What its sender has to send for its receiver's sake. */
  get needed(): NeededLayers {
    return this.#layers === 'high' && this.#top.isSteady ? 'outer' : this.#layers;
  }

  get #served(): Served {
    if (this.#layerCount < 3 || this.#layers !== 'high' || this.#flowing === undefined) return 'other';
    return this.#flowing === this.#layerCount - 1 ? 'top' : 'less';
  }

  get isGone(): boolean {
    return this.consumer.closed;
  }

  /**
   * Whether what comes now flows to its receiver. mediasoup puts what the worker tells off to the next turn, and what it
   * answers not: so a key frame that came in the same instant counts, be it a little too early. It would be worse if one that
   * was asked for did not: it would be asked for again, and everybody's picture stand still for that.
   */
  get isReady(): boolean {
    return !this.consumer.closed && !this.consumer.paused && this.#options.isConnected();
  }

  /** Whether its receiver gets less of it than it shows, for want of bandwidth. */
  get isLowered(): boolean {
    const { currentLayers, score } = this.consumer;
    const wanted = this.#applied.layer ?? this.#layerCount - 1;
    return isLowered({ current: currentLayers?.spatialLayer, wanted, senderScores: score.producerScores });
  }

  /** The receiver is ready for its packets. Resolves when they flow, if they are to by now (FW15, FW16). @throws ProtocolError */
  confirm(): Promise<void> {
    this.#isConfirmed = true;
    if (this.#options.start) this.#beginWith(this.#options.start);
    else this.#mayBegin = true;
    return this.#align();
  }

  /** Whose handshake is not done yet would miss the others' key frame. For who is alone the worker asks for one then. */
  #beginWith(start: SharedStart): void {
    this.#cancelReady();
    if (this.#mayBegin) return;
    const tellReady = () =>
      start.ready(this, () => {
        this.#mayBegin = true;
        this.#alignUnasked();
      });
    if (start.isAlone(this)) return tellReady();
    start.connecting(this);
    this.#cancelReady = this.#options.whenConnected(tellReady);
  }

  /** Packets of a picture that flows have not come to its receiver: it needs a key frame to go on (FW14). @throws ProtocolError */
  async renewPicture(): Promise<void> {
    if (!this.isReady || this.consumer.producerPaused || kindOf(this.stream.source) !== 'video') return;
    const now = this.#options.clock.now();
    if (now - this.#renewedAt < RENEWALS_APART_MS) return;
    this.#renewedAt = now;
    this.#options.onFlowing(this);
    await askWorker(this.#options.clock, this.consumer.requestKeyFrame());
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#layers = pickLayers(shown, this.#layers);
    this.#top.look(this.#served);
    this.#alignUnasked();
  }

  holdBack(isHeldBack: boolean): void {
    if (this.#isHeldBack === isHeldBack) return;
    this.#isHeldBack = isHeldBack;
    this.#alignUnasked();
  }

  #target(): Setting {
    const isSeen = this.#layers !== 'none';
    const hasLayers = this.#layerCount > 1;
    return {
      isPaused: !this.#mayBegin || this.#isHeldBack || !isSeen || (hasLayers && !this.#lowest.isKnown),
      // First the smallest (FW11): it is in one packet, and is sent when any is. Of a larger one that its sender has just
      // stopped sending the worker knows so only after 1.5 s, and until then waits for its key frame.
      layer: hasLayers ? (this.#flowing !== undefined ? toSpatialLayer(this.#layers, this.#layerCount) : 0) : undefined,
      priority: toPriority(this.stream.source, this.#shown),
    };
  }

  /** Nobody waits for it: the consumer may be closed, or its worker lost, which is told on another way. */
  #alignUnasked(): void {
    this.#align().catch(() => undefined);
  }

  /** One change after the other; what is wanted meanwhile is looked at before each. */
  #align(): Promise<void> {
    if (!this.#isApplying) this.#applying = this.#applyAll();
    return this.#applying;
  }

  async #applyAll(): Promise<void> {
    this.#isApplying = true;
    try {
      // Before the receiver is ready nothing flows, whatever is wanted.
      while (this.#isConfirmed && !this.consumer.closed) {
        const next = this.#nextChange(this.#target());
        if (!next) return;
        if (next.setting.isPaused === false && kindOf(this.stream.source) === 'video') this.#options.onFlowing(this);
        await askWorker(this.#options.clock, next.ask());
        this.#applied = { ...this.#applied, ...next.setting };
        if (next.setting.isPaused === false) this.#nudgeSoon();
      }
    } finally {
      this.#isApplying = false;
    }
  }

  #nudgeSoon(): void {
    if (this.#layerCount > 1) this.#nudge.begin();
  }

  /** A wish that is no other one the worker passes over: so it is another one for a moment, of fewer pictures a second. */
  #chooseAgain(): void {
    const { layer: spatialLayer } = this.#applied;
    // Where nothing arrives there is nothing to choose, however often somebody who sends nothing switches it on.
    const isArriving = this.consumer.score.producerScores.some((score) => score > 0);
    if (this.#isApplying || spatialLayer === undefined || !isArriving) return;
    for (const layers of [{ spatialLayer, temporalLayer: 0 }, { spatialLayer }])
      askWorker(this.#options.clock, this.consumer.setPreferredLayers(layers)).catch(() => undefined);
  }

  /**
   * Its receiver gets the smallest layer now, for there is no other one. The middle one is about to come, and the worker would
   * not take it: after a line became too narrow it goes no further up for ten seconds, unless the consumer begins anew.
   */
  #climbSoon(): void {
    this.#cancelClimb();
    this.#cancelClimb = this.#options.clock.after(CLIMB_AFTER_MS, () => {
      const { consumer } = this;
      if (consumer.closed || this.#applied.isPaused || this.#flowing !== 0) return;
      if (this.#isApplying) return this.#climbSoon();
      this.#options.onFlowing(this);
      for (const asked of [consumer.pause(), consumer.resume()])
        askWorker(this.#options.clock, asked).catch(() => undefined);
    });
  }

  #close(): void {
    this.#cancelReady();
    this.#options.start?.drop(this);
    this.#nudge.close();
    this.#lowest.close();
    this.#top.close();
    this.#cancelClimb();
  }

  /** Pausing comes first, resuming last: what flows is as it shall be. */
  #nextChange({ isPaused, layer, priority }: Setting): Change | undefined {
    const { consumer } = this;
    const applied = this.#applied;
    if (isPaused && !applied.isPaused) return { setting: { isPaused }, ask: () => consumer.pause() };
    if (layer !== undefined && layer !== applied.layer)
      return { setting: { layer }, ask: () => consumer.setPreferredLayers({ spatialLayer: layer }) };
    if (priority !== applied.priority && kindOf(this.stream.source) === 'video')
      return { setting: { priority }, ask: () => consumer.setPriority(priority) };
    if (!isPaused && applied.isPaused) return { setting: { isPaused }, ask: () => consumer.resume() };
    return undefined;
  }
}

/** The worker takes no layer above the one in use that is younger than 2 s; until it comes it is half a second at most. */
export const CLIMB_AFTER_MS = 2_500;

/** However often its receiver asks. A key frame that does not come is asked for again meanwhile (FW8). */
export const RENEWALS_APART_MS = 500;

type Change = { readonly setting: Partial<Setting>; readonly ask: () => Promise<void> };

/** `L3T3`: three. */
const countLayers = (encoding: types.RtpEncodingParameters | undefined): number =>
  Number(/^[LS]([1-3])/.exec(encoding?.scalabilityMode ?? '')?.[1] ?? 1);
