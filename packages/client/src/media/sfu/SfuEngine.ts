import type {
  ConsumerId,
  ConsumerOffer,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportOffer,
  WantedOfPicture,
} from '@confab/protocol';
import { kindOf, toWireError } from '@confab/protocol';
import type { Device, types } from 'mediasoup-client';
import type {
  Arrival,
  Direction,
  EngineOptions,
  EngineStats,
  MediaEngine,
  PathState,
  ReceivedTrack,
  SentTrack,
} from '../MediaEngine.ts';
import type { RawReport } from '../../statistics/RawStats.ts';
import { inboundByTrack } from '../../statistics/RawStats.ts';
import { ConnectionClosedError, UntilClosed } from '../../statistics/UntilClosed.ts';
import { connectUntilTold } from './connectUntilTold.ts';
import { emptyStream } from './emptyStream.ts';
import { encodingOf, scalesOf } from './encodingOf.ts';
import { LayerLimit } from './LayerLimit.ts';
import { isUnanswered } from './isUnanswered.ts';
import { readArrivals } from './readArrivals.ts';
import { PROBATOR_ID } from './putOffProbator.ts';
import * as sendOptions from './sendOptions.ts';

/** What a produce event has to be answered with; mediasoup-client calls back with the `source` it was given. */
type Announce = (rtpParameters: types.RtpParameters) => void;

type Produced = { readonly producer: types.Producer; readonly announced: Promise<unknown> };
type Sending = { readonly track: MediaStreamTrack; readonly muted: boolean };

/** One media epoch by way of the sfu, with mediasoup-client. */
export class SfuEngine implements MediaEngine {
  readonly rtpCapabilities: RtpCapabilities;
  readonly #options: EngineOptions;
  readonly #device: Device;
  readonly #transports: Readonly<Record<Direction, types.Transport>>;
  readonly #untilClosed = new UntilClosed();
  readonly #consumers = new Map<ConsumerId, types.Consumer>();
  readonly #producers = new Map<Source, types.Producer>();
  readonly #limits = new Map<Source, LayerLimit>();
  readonly #announcing = new Map<string, Announce>();
  #cancelFitting: () => void = () => undefined;
  #sends = 0;
  /** Negotiated, and announced. */
  #firstSent: Promise<unknown> = Promise.resolve();
  #mayReceive: Promise<unknown> = Promise.resolve();
  /** There is something to receive, which connects by itself. */
  #isReceiving = false;
  #isProbed = false;
  /** What is heard and seen at all comes first (FW17). */
  #isRepairing: boolean;
  #isClosed = false;
  /** Has not begun yet (ME11). */
  #isStandby: boolean;
  /** Paused, with a track that says nothing. */
  readonly #primed = new Map<Source, types.Producer>();
  #entered: ReadonlySet<Source> = new Set();

  constructor(device: Device, options: EngineOptions, certificates?: RTCCertificate[]) {
    const { sendTransport, recvTransport, iceServers } = options.offer;
    this.#options = options;
    this.#device = device;
    this.rtpCapabilities = device.recvRtpCapabilities as RtpCapabilities;
    this.#isStandby = options.isStandby ?? false;
    this.#isRepairing = options.isAwaited || this.#isStandby;
    this.#fitAgain();
    const settings = { iceServers: [...iceServers], additionalSettings: { ...(certificates && { certificates }) } };
    const send = device.createSendTransport({ ...toTransportOptions(sendTransport), ...settings });
    const receive = device.createRecvTransport({ ...toTransportOptions(recvTransport), ...settings });
    this.#transports = { send, receive };
    this.#serve('send', sendTransport);
    this.#serve('receive', recvTransport);
    if (!this.#isRepairing) this.#connectReceiving();
    // By then `send` has been called, if there is anything to send. A browser negotiates for one connection after the other.
    else if (!this.#isStandby) {
      this.#mayReceive = new Promise((resolve) => {
        options.clock.after(0, () => void this.#firstSent.then(resolve));
      });
      options.clock.after(OFFER_MS, () => this.#isReceiving || this.#isClosed || this.#connectReceiving());
      this.#sendAllLayersLater();
    }
    send.on('produce', ({ rtpParameters, appData }, callback) => {
      // Called back before the answer is there, so that the next source need not wait for it. `send` does.
      const sendId = String(appData['sendId']);
      callback({ id: sendId });
      this.#announcing.get(sendId)?.(rtpParameters);
    });
  }

  get primed(): readonly Source[] {
    return [...this.#primed.keys()];
  }

  async prime(source: Source, standIn: MediaStreamTrack): Promise<void> {
    // What is paused is negotiated again when it is resumed. A standby has no time for that then, and what has no track is quiet.
    const muted = !this.#isStandby;
    // Where pausing waits for its turn, the path may be there before it.
    const { producer, announced } = await this.#produce(source, { track: standIn, muted }, empty);
    await announced;
    if (this.#isStandby) await producer.replaceTrack({ track: null });
    this.#primed.set(source, producer);
  }

  enter(sources: readonly Source[]): void {
    this.#entered = new Set(sources);
  }

  begin(): void {
    this.#isStandby = false;
    this.#sendAllLayersLater();
    if ([...this.#consumers.values()].some(({ kind }) => kind === 'video')) this.#probeOnce();
  }

  async send(source: Source, track: MediaStreamTrack, muted: boolean): Promise<SentTrack> {
    const primed = this.#primed.get(source);
    this.#primed.delete(source);
    if (primed) return this.#sendPrimed(source, primed, { track, muted });
    // What of a picture leaves before the sfu knows of it is lost, its key frame with it: then the sfu asks for one that may
    // come too soon for those who are not ready yet, and the one that they ask for is kept back (FW8).
    const isPicture = kindOf(source) === 'video';
    const { producer, announced } = await this.#produce(source, { track, muted }, isPicture ? empty : undefined);
    try {
      await announced;
      if (isPicture) await this.#untilClosed.ask(async () => producer.rtpSender?.replaceTrack(track));
    } catch (cause) {
      this.#closeProducer(producer);
      throw cause;
    }
    return this.#toSentTrack(source, producer);
  }

  /** What was primed paused stays so: who sends says when it flows. */
  async #sendPrimed(source: Source, producer: types.Producer, { track, muted }: Sending): Promise<SentTrack> {
    try {
      if (muted && !producer.paused) producer.pause();
      this.#fit(source, track);
      await producer.replaceTrack({ track });
      const isKnown = this.#entered.has(source);
      const announced = isKnown ? Promise.resolve() : this.#announce(source, producer.rtpParameters, muted);
      // What was a standby is open in the sfu as it is, and need not wait for the answer.
      if (this.#options.isStandby) this.#confirmLater(announced);
      else await announced;
    } catch (cause) {
      this.#closeProducer(producer);
      throw cause;
    }
    return this.#toSentTrack(source, producer);
  }

  #confirmLater(announced: Promise<unknown>): void {
    announced.catch((cause: unknown) => this.#isClosed || toWireError(cause).retryable || this.#options.onBroken());
  }

  /** What belongs to transports that are replaced closes with them: taking it out would negotiate for nothing. */
  #closeProducer(producer: types.Producer): void {
    if (this.#isClosed) silence(producer);
    else producer.close();
  }

  #announce(source: Source, rtpParameters: types.RtpParameters, muted: boolean): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new ConnectionClosedError());
    const { ask, offer } = this.#options;
    const { transportId } = offer.sendTransport;
    return ask('produce', { transportId, source, muted, rtpParameters: toAnnounced(rtpParameters) });
  }

  async #produce(
    source: Source,
    { track, muted }: Sending,
    onRtpSender?: (sender: RTCRtpSender) => void,
  ): Promise<Produced> {
    const sendId = `${source}-${++this.#sends}`;
    // What was wanted of the one before says nothing of this one.
    const isSimulcast = sendOptions.isSimulcast(source);
    const limit = new LayerLimit(isSimulcast ? scalesOf(track) : [], {
      isLowestAlone: isSimulcast && this.#isRepairing,
    });
    this.#limits.set(source, limit);
    const { encodings, ...options } = encodingOf(source, track, this.#device.sendRtpCapabilities);
    let announced: Promise<unknown> = Promise.resolve();
    this.#announcing.set(sendId, (rtpParameters) => {
      if (this.#isStandby) return;
      announced = this.#announce(source, rtpParameters, muted);
      // Awaited by who sends; until then a refusal is nobody's unhandled one.
      announced.catch(() => undefined);
    });
    const producing = this.#transports.send
      .produce({
        track,
        ...options,
        ...(encodings && { encodings: limit.begin(encodings) }),
        stopTracks: false,
        disableTrackOnPause: false,
        zeroRtpOnPause: true,
        ...(onRtpSender && { onRtpSender }),
        appData: { sendId },
      })
      .finally(() => this.#announcing.delete(sendId));
    if (this.#sends === 1) this.#firstSent = producing.catch(() => undefined);
    const producer = await producing;
    if (this.#isClosed) {
      silence(producer);
      throw new ConnectionClosedError();
    }
    limit.attach(producer.rtpSender);
    if (muted) producer.pause();
    this.#producers.set(source, producer);
    return { producer, announced };
  }

  #sendAllLayersLater(): void {
    this.#options.clock.after(LOWEST_MS, () => this.#isClosed || this.#sendAllLayers());
  }

  #sendAllLayers(): void {
    this.#isRepairing = false;
    for (const limit of this.#limits.values()) limit.release();
  }

  /** A picture that is sent in layers has as many as it is large enough for. */
  #fit(source: Source, track: MediaStreamTrack): void {
    if (sendOptions.isSimulcast(source)) this.#limits.get(source)?.fit(track.getSettings());
    else if (kindOf(source) === 'video') this.#limits.get(source)?.look();
  }

  /** Nobody says when a camera's picture becomes another size: it is turned down, or an effect begins. */
  #fitAgain(): void {
    this.#cancelFitting = this.#options.clock.after(FIT_MS, () => {
      for (const [source, { track, closed }] of this.#producers) if (track && !closed) this.#fit(source, track);
      this.#fitAgain();
    });
  }

  limit(source: Source, wanted: WantedOfPicture): void {
    this.#limits.get(source)?.set(wanted);
  }

  async receive(offers: readonly ConsumerOffer[]): Promise<readonly ReceivedTrack[]> {
    this.#isReceiving = true;
    if (this.#isStandby && offers.length === 0) this.#connectReceiving();
    // All in one microtask: mediasoup-client makes one offer and answer of them. What it has not begun with, or the browser
    // not ended, when the transport closes, it never settles.
    const consumers = await this.#untilClosed
      .ask(async () => {
        await this.#mayReceive;
        return Promise.allSettled(this.#isClosed ? [] : offers.map((offer) => this.#consume(offer)));
      })
      .catch(() => []);
    const received = consumers.flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
    if (received.some(({ track }) => track.kind === 'video')) this.#probeOnce();
    return received;
  }

  /** A picture is there to find out the bandwidth for. After a loss what is set up first is what is heard and seen. */
  #probeOnce(): void {
    if (this.#isProbed || this.#isStandby) return;
    this.#isProbed = true;
    const probe = () => this.#isClosed || this.#consumeStandIn(PROBATOR_ID);
    if (this.#options.isAwaited || this.#options.isStandby) this.#options.clock.after(PROBE_MS, probe);
    else probe();
  }

  stopReceiving(consumerId: ConsumerId): void {
    this.#consumers.get(consumerId)?.close();
    this.#consumers.delete(consumerId);
  }

  async count(consumerId: ConsumerId): Promise<number> {
    const stats = await this.#untilClosed.ask(async () => this.#consumers.get(consumerId)?.getStats());
    const [arrival] = stats ? readArrivals(stats as RawReport).values() : [];
    return arrival?.count ?? 0;
  }

  async arrivals(): Promise<ReadonlyMap<ConsumerId, Arrival>> {
    const stats = await this.#untilClosed.ask(() => this.#transports.receive.getStats());
    const byTrack = readArrivals(stats as RawReport);
    return new Map(
      [...this.#consumers].map(([consumerId, { track }]) => [consumerId, byTrack.get(track.id) ?? { count: 0 }]),
    );
  }

  async collect(): Promise<EngineStats> {
    const { send, receive } = this.#transports;
    const sent = [...this.#producers].filter(([, producer]) => !producer.closed);
    const [receivePath, sendPath, ...reports] = await this.#untilClosed.ask(() =>
      Promise.all([
        receive.getStats(),
        send.getStats(),
        // By sender: what a report of all of them calls each one differs from browser to browser.
        ...sent.map(([, producer]) => producer.getStats()),
      ]),
    );
    const byTrack = inboundByTrack(receivePath as RawReport);
    return {
      incoming: new Map(
        [...this.#consumers].flatMap(([consumerId, { track }]) => {
          const stat = byTrack.get(track.id);
          return stat ? [[consumerId, stat] as const] : [];
        }),
      ),
      outgoing: new Map(sent.map(([source], index) => [source, (reports[index] ?? new Map()) as RawReport])),
      sendPath: sendPath as RawReport,
      receivePath: receivePath as RawReport,
    };
  }

  async isUnanswered(): Promise<boolean> {
    return isUnanswered((await this.#untilClosed.ask(() => this.#transports.send.getStats())) as RawReport);
  }

  async restartIce(direction: Direction): Promise<void> {
    const { ask, offer } = this.#options;
    const { transportId } = direction === 'send' ? offer.sendTransport : offer.recvTransport;
    const { iceParameters } = await ask('restartIce', { transportId });
    await this.#transports[direction].restartIce({ iceParameters });
  }

  close(isReplaced = false): void {
    this.#isClosed = true;
    this.#cancelFitting();
    this.#untilClosed.close();
    this.#consumers.clear();
    if (!isReplaced) return this.#closeTransports();
    for (const producer of this.#producers.values()) silence(producer);
    this.#options.clock.after(LINGER_MS, () => this.#closeTransports());
  }

  #closeTransports(): void {
    this.#transports.send.close();
    this.#transports.receive.close();
  }

  #serve(direction: Direction, { transportId }: TransportOffer): void {
    const { ask, clock, onPath, onBroken } = this.#options;
    const transport = this.#transports[direction];
    transport.on('connect', ({ dtlsParameters }, callback) => {
      onPath(direction, 'connecting');
      // Called back at once: ICE and DTLS start while the message is on its way (one round trip less).
      callback();
      // A standby expects our certificate.
      if (this.#isStandby) return;
      const isWanted = () => !this.#isClosed;
      connectUntilTold({ ask, clock, isWanted }, { transportId, dtlsParameters }).catch(() => isWanted() && onBroken());
    });
    transport.on('connectionstatechange', (state) => {
      const path = pathStates[state];
      if (path) onPath(direction, path);
    });
  }

  /** While the sfu is told what we can receive: it takes a round trip to hear of anything to set up. */
  #connectReceiving(): void {
    // If that cannot be it connects with the first stream that there is.
    this.#consumeStandIn('empty');
  }

  /** What no consumer of the sfu is behind. */
  #consumeStandIn(id: string): void {
    const rtpParameters = emptyStream(this.rtpCapabilities);
    if (!rtpParameters) return;
    this.#transports.receive
      .consume({ id, producerId: id, kind: 'audio', rtpParameters: rtpParameters as types.RtpParameters })
      .catch(() => undefined);
  }

  async #consume({ consumerId, peerId, producerId, source, rtpParameters }: ConsumerOffer): Promise<ReceivedTrack> {
    const consumer = await this.#transports.receive.consume({
      id: consumerId,
      producerId,
      kind: kindOf(source),
      rtpParameters: rtpParameters as types.RtpParameters,
      // What a browser plays of one stream it keeps in time: lips with the voice, a screen with its sound.
      streamId: `${peerId}-${source === 'microphone' || source === 'camera' ? 'person' : 'screen'}`,
    });
    this.#consumers.set(consumerId, consumer);
    return { consumerId, track: consumer.track };
  }

  /** Pausing what is paused would negotiate again for nothing, and so would all of it when the transports are replaced. */
  #toSentTrack(source: Source, producer: types.Producer): SentTrack {
    const isOver = () => this.#isClosed || producer.closed;
    return {
      pause: () => void (isOver() || producer.paused || producer.pause()),
      resume: () => void (isOver() || !producer.paused || producer.resume()),
      replaceTrack: (track) => {
        if (isOver()) return Promise.reject(new ConnectionClosedError());
        this.#fit(source, track);
        return producer.replaceTrack({ track });
      },
      close: () => this.#closeProducer(producer),
    };
  }
}

const toTransportOptions = (offer: TransportOffer): types.TransportOptions => ({
  id: offer.transportId,
  iceParameters: offer.iceParameters,
  iceCandidates: offer.iceCandidates.map((candidate) => ({ ...candidate, ip: candidate.ip ?? candidate.address })),
  dtlsParameters: offer.dtlsParameters,
});

/** Which layers are on is nothing that the sfu has to know: they come and go. */
const toAnnounced = (rtpParameters: types.RtpParameters): RtpParameters => {
  const encodings = rtpParameters.encodings?.map(({ active: _active, ...encoding }) => encoding);
  return { ...rtpParameters, ...(encodings && { encodings }) } as RtpParameters;
};

/** What has no track has nothing to send. */
const empty = (sender: RTCRtpSender): void => void sender.replaceTrack(null).catch(() => undefined);

const silence = ({ rtpSender }: types.Producer): void => {
  if (rtpSender) empty(rtpSender);
};

const FIT_MS = 1_000;
/** After a loss what others send is offered right behind the transports (ME9), and connects with its own negotiation. */
const OFFER_MS = 300;
/** By then the pictures have begun, here and elsewhere. */
const LOWEST_MS = 1_000;
const PROBE_MS = 2_000;
/**
 * A browser needs some 15 ms to close a connection, draws the last sound that has come out over some 300 ms, and makes a
 * picture black that stands still for who waits for the next one (HE5).
 */
const LINGER_MS = 5_000;

const pathStates: Partial<Record<types.ConnectionState, PathState>> = {
  connecting: 'connecting',
  connected: 'connected',
  disconnected: 'interrupted',
  failed: 'failed',
};
