import type { DtlsParameters, IceParameters, TransportId, TransportOffer } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { toTransportId, toTransportOffer } from './boundary.ts';

/** How long ICE and DTLS may take once the peer has said that it connects. */
export const HANDSHAKE_DEADLINE_MS = 10_000;
/** The bandwidth estimate that a receiver starts with: enough for the middle layer of one camera at once. */
const INITIAL_OUTGOING_BPS = 1_000_000;
/** A camera with three layers and a shared screen, with room to spare. */
export const MAX_INCOMING_BPS = 8_000_000;
/** Whoever goes to and fro between two addresses keeps nobody busy with key frames. */
const MOVES_APART_MS = 500;

export type PeerTransportOptions = {
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  readonly clock: Clock;
  /** Its packets go another way now: the peer has another address, or found a better one. */
  readonly onMoved: () => void;
  /** It closed by itself: its handshake was too slow or failed, or the peer ended it. */
  readonly onLost: () => void;
};

/** One WebRtcTransport of one peer, with the deadline that mediasoup does not have. */
export class PeerTransport {
  readonly id: TransportId;
  readonly offer: TransportOffer;
  /** To produce and consume on. */
  readonly mediasoup: types.WebRtcTransport;
  readonly #clock: Clock;
  readonly #onMoved: () => void;
  readonly #onLost: () => void;
  #isConnectCalled = false;
  #expected: DtlsParameters | undefined;
  #cancelDeadline: () => void = () => undefined;
  #cancelMoves: (() => void) | undefined;
  #hasMovedAgain = false;
  readonly #untilConnected = new Set<() => void>();

  static async create(options: PeerTransportOptions): Promise<PeerTransport> {
    const { router, webRtcServer, clock } = options;
    const creating = router.createWebRtcTransport({
      webRtcServer,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
    });
    return new PeerTransport(await askWorker(clock, creating, (late) => late.close()), options);
  }

  private constructor(transport: types.WebRtcTransport, { clock, onMoved, onLost }: PeerTransportOptions) {
    this.id = toTransportId(transport);
    this.offer = toTransportOffer(transport);
    this.mediasoup = transport;
    this.#clock = clock;
    this.#onMoved = onMoved;
    this.#onLost = onLost;
    transport.on('dtlsstatechange', (state) => this.#onDtlsState(state));
    transport.on('icestatechange', () => this.#tellConnected());
    // Before that it carries nothing that could be missed.
    transport.on('iceselectedtuplechange', () => transport.dtlsState === 'connected' && this.#move());
    // Not waited for: the worker takes it before anything that the peer, who has to hear of the transport first, can send.
    askWorker(clock, transport.setMaxIncomingBitrate(MAX_INCOMING_BPS)).catch(() => this.#lose());
  }

  get isClosed(): boolean {
    return this.mediasoup.closed;
  }

  /** Whether packets pass. */
  get isConnected(): boolean {
    const { iceState, dtlsState } = this.mediasoup;
    return dtlsState === 'connected' && (iceState === 'connected' || iceState === 'completed');
  }

  /** Calls back once packets pass, at once when they do; never when they never do. Says how to call that off. */
  whenConnected(listener: () => void): () => void {
    this.#untilConnected.add(listener);
    this.#tellConnected();
    return () => void this.#untilConnected.delete(listener);
  }

  /**
   * Takes what comes of this certificate even before the peer says that it connects: a browser sends as soon as its handshake
   * is done, and what comes of a certificate that nobody has named is lost, the first key frame with it (ME10).
   */
  expect(dtlsParameters: DtlsParameters): void {
    this.#expected = dtlsParameters;
    // Not waited for, as above. No deadline yet: the peer may be away.
    askWorker(this.#clock, this.mediasoup.connect({ dtlsParameters })).catch(() => this.#lose());
  }

  async connect(dtlsParameters: DtlsParameters): Promise<void> {
    if (this.#isConnectCalled) throw new ProtocolError('invalidState', 'the transport is connected already');
    if (this.#expected && !isSame(this.#expected, dtlsParameters))
      throw new ProtocolError('invalidState', 'the transport expects another certificate');
    this.#isConnectCalled = true;
    try {
      if (!this.#expected) await askWorker(this.#clock, this.mediasoup.connect({ dtlsParameters }));
    } catch (cause) {
      this.#isConnectCalled = false;
      throw cause;
    }
    if (this.mediasoup.closed || this.mediasoup.dtlsState === 'connected') return;
    this.#cancelDeadline = this.#clock.after(HANDSHAKE_DEADLINE_MS, () => this.#lose());
  }

  async restartIce(): Promise<IceParameters> {
    return askWorker(this.#clock, this.mediasoup.restartIce());
  }

  /** What its peer sends is not taken any more; it may set up another one. */
  cutOff(): void {
    this.#lose();
  }

  close(): void {
    this.#cancelTimers();
    this.mediasoup.close();
  }

  /** mediasoup has closed it with its router. */
  parentClosed(): void {
    this.#cancelTimers();
  }

  #cancelTimers(): void {
    this.#untilConnected.clear();
    this.#cancelDeadline();
    this.#cancelMoves?.();
  }

  /** Told at once, and once more where it has moved on since. */
  #move(): void {
    if (this.#cancelMoves) {
      this.#hasMovedAgain = true;
      return;
    }
    this.#hasMovedAgain = false;
    this.#cancelMoves = this.#clock.after(MOVES_APART_MS, () => {
      this.#cancelMoves = undefined;
      if (this.#hasMovedAgain) this.#move();
    });
    this.#onMoved();
  }

  #tellConnected(): void {
    if (!this.isConnected) return;
    const listeners = [...this.#untilConnected];
    this.#untilConnected.clear();
    for (const listener of listeners) listener();
  }

  #onDtlsState(state: types.DtlsState): void {
    if (state === 'connected') {
      this.#cancelDeadline();
      this.#tellConnected();
    } else if (state === 'failed' || state === 'closed') this.#lose();
  }

  #lose(): void {
    if (this.mediasoup.closed) return;
    this.close();
    this.#onLost();
  }
}

const isSame = (one: DtlsParameters, other: DtlsParameters): boolean => textOf(one) === textOf(other);

const textOf = ({ role, fingerprints }: DtlsParameters): string =>
  JSON.stringify([role, fingerprints.map(({ algorithm, value }) => `${algorithm} ${value.toUpperCase()}`).toSorted()]);
