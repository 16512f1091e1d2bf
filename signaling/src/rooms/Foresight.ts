import type {
  DtlsParameters,
  Params,
  PeerId,
  ProducerId,
  RoomId,
  RtpCapabilities,
  RtpParameters,
  Source,
} from '@confab/protocol';
import { sources } from '@confab/protocol';
import type { SfuPort } from '../sfu/SfuPort.ts';
import type { PeerTransports } from './PeerTransports.ts';
import type { RoomSide } from './RoomSide.ts';
import type { SourceOrders } from './SourceOrders.ts';
import type { PreparedPeer, StandbyPlan } from './Standby.ts';
import { foresee, isAsForeseen } from './foresee.ts';

export type ForesightOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly room: RoomSide;
  readonly transports: PeerTransports;
  readonly sources: SourceOrders;
  /** Something is known that was not, or is otherwise now. */
  readonly onLearned: () => void;
};

/** As texts, each kept once: people who have the same browser say the same. */
type Known = {
  capabilities?: string;
  readonly sent: Map<Source, string>;
  readonly dtls: { [direction in Direction]?: string };
};
type Direction = 'send' | 'recv';
type Foreseen = { readonly producerId: ProducerId; readonly rtpParameters: RtpParameters };

/**
 * What each peer can decode and how it sends: on new transports both are opened again before its client asks, so that nobody
 * waits for another one's browser (ME9); and these expect the certificate that it connects with (ME10).
 */
export class Foresight {
  readonly #options: ForesightOptions;
  readonly #known = new Map<PeerId, Known>();
  #learned = 0;
  /** What is open and has not been asked for yet. */
  readonly #foreseen = new Map<PeerId, Map<Source, Foreseen>>();

  constructor(options: ForesightOptions) {
    this.#options = options;
  }

  noteReceiving(peerId: PeerId, rtpCapabilities: RtpCapabilities): void {
    const known = this.#of(peerId);
    const before = known.capabilities;
    known.capabilities = this.#once(JSON.stringify(rtpCapabilities));
    if (known.capabilities !== before) this.#learn();
  }

  /** Whether the peer is offered what is sent, in the codecs that it says it can decode. */
  isReceiving(peerId: PeerId, rtpCapabilities: RtpCapabilities): boolean {
    const canReceive = this.#options.room.state().peers.get(peerId)?.canReceive ?? false;
    return canReceive && this.#known.get(peerId)?.capabilities === JSON.stringify(rtpCapabilities);
  }

  noteSending(peerId: PeerId, source: Source, rtpParameters: RtpParameters): void {
    const foreseen = foresee(rtpParameters);
    if (foreseen) this.#of(peerId).sent.set(source, this.#once(JSON.stringify(foreseen)));
    else this.#of(peerId).sent.delete(source);
  }

  noteConnecting(peerId: PeerId, direction: Direction, dtlsParameters: DtlsParameters): void {
    const { dtls } = this.#of(peerId);
    const before = dtls[direction];
    dtls[direction] = JSON.stringify(dtlsParameters);
    if (dtls[direction] !== before) this.#learn();
  }

  /** Another number whenever anybody is known to connect or to decode otherwise than before. */
  get edition(): number {
    return this.#learned;
  }

  #learn(): void {
    this.#learned++;
    this.#options.onLearned();
  }

  /** What the peer's client connects each of its transports with; undefined where that is not always the same. */
  dtlsOf(peerId: PeerId): DtlsParameters | undefined {
    const { send, recv } = this.#known.get(peerId)?.dtls ?? {};
    return send !== undefined && send === recv ? (JSON.parse(send) as DtlsParameters) : undefined;
  }

  /** How many it knows anything of. */
  get size(): number {
    return this.#known.size;
  }

  forget(peerId: PeerId): void {
    this.#known.delete(peerId);
    this.#foreseen.delete(peerId);
  }

  /** Opens on the peer's new transports what it had on those before. What cannot be opened its client asks for, as ever. */
  async reopen(peerId: PeerId): Promise<void> {
    const known = this.#known.get(peerId);
    if (!known) return;
    // What was foreseen of the transports before is gone with them.
    this.#foreseen.set(peerId, new Map());
    const sent = this.#sentBy(peerId).map(({ source, rtpParameters }) => this.#send(peerId, source, rtpParameters));
    await Promise.allSettled([this.#receive(peerId, known), ...sent]);
  }

  /** What it takes to open all of the peer once more; undefined where that is not known (ME11). */
  planFor(peerId: PeerId): StandbyPlan | undefined {
    const dtlsParameters = this.dtlsOf(peerId);
    const capabilities = this.#known.get(peerId)?.capabilities;
    const peer = this.#options.room.state().peers.get(peerId);
    if (!dtlsParameters || capabilities === undefined || !peer?.canReceive) return undefined;
    const sent = this.#sentBy(peerId);
    // The mids of what comes after would be others.
    const isAllKnown = sources.every(
      (source) => !peer.sources.get(source)?.isAnnounced || sent.some((one) => one.source === source),
    );
    if (!isAllKnown) return undefined;
    const rtpCapabilities = JSON.parse(capabilities) as RtpCapabilities;
    const withMute = sent.map((one) => ({ ...one, paused: peer.sources.get(one.source)?.muted ?? true }));
    return { peerId, dtlsParameters, rtpCapabilities, sources: withMute };
  }

  /** All of this is open on the peer's new transports already. */
  adopt({ peerId, plan, producers }: PreparedPeer): void {
    const { room, transports } = this.#options;
    const mediaEpoch = transports.currentEpoch(peerId);
    const foreseen = new Map<Source, Foreseen>();
    this.#foreseen.set(peerId, foreseen);
    room.apply({ type: 'receivingStarted', peerId, mediaEpoch });
    for (const { source, rtpParameters, paused } of plan.sources) {
      const producerId = producers.find((one) => one.source === source)?.producerId;
      const entry = room.state().peers.get(peerId)?.sources.get(source);
      if (!producerId || entry?.producer !== 'lost') continue;
      foreseen.set(source, { producerId, rtpParameters });
      room.apply({ type: 'sourceRequested', peerId, source, muted: entry.muted });
      room.apply({ type: 'sourceOpened', peerId, source, mediaEpoch, paused });
    }
  }

  /** What the room has of the peer and is known how to send, in the order of the mids that it will have. */
  #sentBy(peerId: PeerId): readonly { readonly source: Source; readonly rtpParameters: RtpParameters }[] {
    const known = this.#known.get(peerId);
    const peer = this.#options.room.state().peers.get(peerId);
    const sent = sources.filter((source) => peer?.sources.get(source)?.isAnnounced);
    return sent.flatMap((source, index) => {
      const text = known?.sent.get(source);
      return text ? [{ source, rtpParameters: { ...(JSON.parse(text) as RtpParameters), mid: String(index) } }] : [];
    });
  }

  /**
   * The producer that was opened for what is asked for now; whoever asks looks whether the room still has it open. Where there
   * is none, or one of something else, all that was foreseen of the peer is closed: what it really sends may use the same mids.
   */
  take(peerId: PeerId, { source, rtpParameters }: Params<'produce'>): ProducerId | undefined {
    const all = this.#foreseen.get(peerId);
    const one = all?.get(source);
    all?.delete(source);
    if (one && isAsForeseen(one.rtpParameters, rtpParameters)) return one.producerId;
    for (const other of all?.keys() ?? []) this.#options.sources.close({ peerId, source: other });
    this.#foreseen.delete(peerId);
    return undefined;
  }

  #of(peerId: PeerId): Known {
    const known = this.#known.get(peerId) ?? { sent: new Map(), dtls: {} };
    this.#known.set(peerId, known);
    return known;
  }

  #once(text: string): string {
    for (const { capabilities, sent } of this.#known.values())
      for (const known of [capabilities, ...sent.values()]) if (known === text) return known;
    return text;
  }

  async #receive(peerId: PeerId, { capabilities }: Known): Promise<void> {
    const { sfu, roomId, room, transports } = this.#options;
    if (capabilities === undefined) return;
    const rtpCapabilities = JSON.parse(capabilities) as RtpCapabilities;
    const mediaEpoch = transports.currentEpoch(peerId);
    await sfu.call('setRtpCapabilities', { roomId, peerId, rtpCapabilities });
    room.apply({ type: 'receivingStarted', peerId, mediaEpoch });
  }

  #send(peerId: PeerId, source: Source, rtpParameters: RtpParameters): Promise<void> {
    return this.#options.sources.inOrder(peerId, source, () => this.#open(peerId, source, rtpParameters));
  }

  async #open(peerId: PeerId, source: Source, rtpParameters: RtpParameters): Promise<void> {
    const { sfu, roomId, room, transports } = this.#options;
    const transportId = transports.of(peerId)?.send;
    const entry = room.state().peers.get(peerId)?.sources.get(source);
    if (!transportId || entry?.producer !== 'lost') return;
    const mediaEpoch = transports.currentEpoch(peerId);
    const paused = entry.muted;
    const { producerId } = await sfu.call('produce', { roomId, peerId, transportId, source, rtpParameters, paused });
    // Lost again meanwhile, and the producer with them.
    if (!transports.isOfEpoch(peerId, mediaEpoch)) return;
    this.#foreseen.get(peerId)?.set(source, { producerId, rtpParameters });
    room.apply({ type: 'sourceRequested', peerId, source, muted: paused });
    room.apply({ type: 'sourceOpened', peerId, source, mediaEpoch, paused });
  }
}
