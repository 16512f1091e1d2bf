import type { Signal, Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { DirectLink, DirectLinkOptions, LinkMeasure, LinkReport, LinkState, LinkStats } from './DirectLink.ts';
import { Negotiation } from './Negotiation.ts';
import type { RawReport } from '../statistics/RawStats.ts';
import { inboundByTrack } from '../statistics/RawStats.ts';
import { UntilClosed } from '../statistics/UntilClosed.ts';
import { parseReport } from './parseReport.ts';

/** A direct path by an RTCPeerConnection: one media section for each source of each end, and a channel for reports. */
export const openPeerLink = (options: DirectLinkOptions): DirectLink => new PeerLink(options);

class PeerLink implements DirectLink {
  readonly #options: DirectLinkOptions;
  readonly #connection: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #negotiation: Negotiation;
  readonly #outgoing = new Map<Source, RTCRtpTransceiver>();
  /** What is told before the media section is there: which source each one of theirs carries. */
  readonly #sourceOfMid = new Map<string, Source>();
  readonly #incoming = new Map<Source, RTCRtpTransceiver>();
  readonly #person = new MediaStream();
  readonly #screen = new MediaStream();
  readonly #untilClosed = new UntilClosed();
  #report: LinkReport | undefined;
  #isBroken = false;
  #isClosed = false;

  constructor(options: DirectLinkOptions) {
    this.#options = options;
    const iceServers = options.iceServers.map((server) => ({ ...server }));
    this.#connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.#channel = this.#connection.createDataChannel('report', { negotiated: true, id: 0 });
    this.#negotiation = new Negotiation({
      connection: this.#connection,
      isPolite: options.isPolite,
      signal: (signal) => this.#isClosed || options.signal(signal),
      sources: () => this.#describeSources(),
      onSources: (sources) => sources.forEach(({ mid, source }) => this.#sourceOfMid.set(mid, source)),
      onBroken: () => this.#break(),
    });
    this.#listen();
  }

  take(signal: Signal): void {
    if (!this.#isClosed) void this.#negotiation.take(signal);
  }

  send(source: Source, track: MediaStreamTrack | undefined): void {
    if (this.#isClosed) return;
    const transceiver = this.#outgoing.get(source);
    try {
      if (transceiver) transceiver.sender.replaceTrack(track ?? null).catch(() => this.#break());
      else if (track) this.#outgoing.set(source, this.#addSource(source, track));
    } catch {
      // Whoever mutes comes by here: what this connection cannot do must not keep them from it.
      this.#break();
    }
  }

  report(report: LinkReport): void {
    this.#report = report;
    if (this.#channel.readyState === 'open') this.#channel.send(JSON.stringify(report));
  }

  trackOf(source: Source): MediaStreamTrack | undefined {
    return this.#incoming.get(source)?.receiver.track;
  }

  async measure(): Promise<LinkMeasure> {
    const sourceOfTrack = new Map([...this.#incoming].map(([source, { receiver }]) => [receiver.track.id, source]));
    const arrived = new Map<Source, number>();
    const levels = { other: 0, self: 0 };
    // A report has whatever the browser knows: each kind its own fields.
    const stats = (await this.#untilClosed.ask(() => this.#connection.getStats())) as RawReport;
    for (const { type, kind, trackIdentifier, packetsReceived, framesDecoded, audioLevel } of stats.values()) {
      if (type === 'media-source' && kind === 'audio') levels.self = toNumber(audioLevel);
      const source = type === 'inbound-rtp' ? sourceOfTrack.get(String(trackIdentifier)) : undefined;
      if (!source) continue;
      arrived.set(source, toNumber(kind === 'audio' ? packetsReceived : framesDecoded));
      if (source === 'microphone') levels.other = toNumber(audioLevel);
    }
    return { arrived, levels };
  }

  async collect(): Promise<LinkStats> {
    const outgoing = [...this.#outgoing];
    const [path, ...reports] = await this.#untilClosed.ask(() =>
      Promise.all([this.#connection.getStats(), ...outgoing.map(([, { sender }]) => sender.getStats())]),
    );
    const byTrack = inboundByTrack(path as RawReport);
    const incoming = [...this.#incoming].flatMap(([source, { receiver }]) => {
      const stat = byTrack.get(receiver.track.id);
      return stat ? [[source, stat] as const] : [];
    });
    return {
      incoming: new Map(incoming),
      outgoing: new Map(outgoing.map(([source], index) => [source, (reports[index] ?? new Map()) as RawReport])),
      path: path as RawReport,
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#connection.close();
    this.#untilClosed.close();
  }

  #listen(): void {
    const { onReport } = this.#options;
    const [connection, channel] = [this.#connection, this.#channel];
    connection.addEventListener('negotiationneeded', () => void this.#negotiation.offer());
    connection.addEventListener('icecandidate', ({ candidate }) => this.#negotiation.tellCandidate(candidate));
    connection.addEventListener('connectionstatechange', () => this.#tellState());
    connection.addEventListener('track', ({ transceiver }) => this.#receive(transceiver));
    channel.addEventListener('open', () => {
      if (this.#report) channel.send(JSON.stringify(this.#report));
      this.#tellState();
    });
    channel.addEventListener('close', () => this.#break());
    channel.addEventListener('message', ({ data }) => {
      const report = parseReport(data);
      if (report && !this.#isClosed) onReport(report);
    });
  }

  #receive(transceiver: RTCRtpTransceiver): void {
    const source = this.#sourceOfMid.get(transceiver.mid ?? '');
    if (!source || kindOf(source) !== transceiver.receiver.track.kind) return;
    // Until the room has said that it is not muted.
    transceiver.receiver.track.enabled = false;
    this.#incoming.set(source, transceiver);
  }

  #addSource(source: Source, track: MediaStreamTrack): RTCRtpTransceiver {
    const maxBitrate = MAX_BITRATES[source];
    const sendEncodings = maxBitrate === undefined ? [] : [{ maxBitrate }];
    // What is of one stream is played in time: lips with the voice, a screen with its sound.
    const stream = source === 'microphone' || source === 'camera' ? this.#person : this.#screen;
    return this.#connection.addTransceiver(track, { direction: 'sendonly', sendEncodings, streams: [stream] });
  }

  #describeSources(): { mid: string; source: Source }[] {
    return [...this.#outgoing].flatMap(([source, { mid }]) => (mid === null ? [] : [{ mid, source }]));
  }

  #break(): void {
    if (this.#isClosed || this.#isBroken) return;
    this.#isBroken = true;
    this.#tellState();
  }

  #tellState(): void {
    if (!this.#isClosed) this.#options.onState(this.#state());
  }

  #state(): LinkState {
    const { connectionState } = this.#connection;
    if (this.#isBroken || connectionState === 'failed' || connectionState === 'closed') return 'failed';
    if (connectionState === 'disconnected') return 'interrupted';
    return connectionState === 'connected' && this.#channel.readyState === 'open' ? 'connected' : 'connecting';
  }
}

const toNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** What the sfu's highest layer has, too, in bits per second. */
const MAX_BITRATES: Partial<Record<Source, number>> = { camera: 1_700_000, screen: 2_500_000 };
