import type { PeerId, ProducerId, Source, WantedOfPicture } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { WantedStream } from '../forwarding/index.ts';
import { Demand, together } from '../forwarding/index.ts';
import { KeyFrameRetry } from './KeyFrameRetry.ts';
import type { OpenedProducer } from './LoudestMicrophones.ts';
import { LoudestMicrophones } from './LoudestMicrophones.ts';
import type { PeerReceiver } from './PeerReceiver.ts';
import type { SentStream } from './PeerSender.ts';
import type { ReceivedStream } from './ReceivedStream.ts';
import { SharedStart } from './SharedStart.ts';
import type { Speaker } from './SpeakerObserver.ts';

export type RoomForwardingOptions = {
  readonly clock: Clock;
  readonly receivers: () => readonly PeerReceiver[];
  /** How many microphones are forwarded at once. */
  readonly loudest: number;
  readonly onHeldBackChanged: (peerIds: readonly PeerId[]) => void;
  readonly onWantedChanged: (streams: readonly WantedStream[]) => void;
};

/** What of a room's streams need not be sent or forwarded, and who has to know (FW). */
export class RoomForwarding {
  readonly #options: RoomForwardingOptions;
  readonly #demand: Demand;
  readonly #pictures = new Map<ProducerId, SentStream>();
  readonly #keyFrames = new Map<ProducerId, KeyFrameRetry>();
  readonly #starts = new Map<ProducerId, SharedStart>();
  /** Of whose lowest layer something has come. */
  readonly #begun = new Set<ProducerId>();
  readonly #microphones: LoudestMicrophones;
  #heldBack: ReadonlyMap<PeerId, ProducerId> = new Map();

  constructor(options: RoomForwardingOptions) {
    this.#options = options;
    this.#microphones = new LoudestMicrophones({
      clock: options.clock,
      limit: options.loudest,
      onChanged: (heldBack) => this.#holdBack(heldBack),
    });
    this.#demand = new Demand({ clock: options.clock, onChanged: options.onWantedChanged });
  }

  producerOpened(stream: SentStream, opened: OpenedProducer & { readonly renewKeyFrame: () => Promise<void> }): void {
    // A film's sound is none of the voices.
    if (stream.source === 'microphone') this.#microphones.opened(stream, opened);
    if (kindOf(stream.source) !== 'video') return;
    this.#pictures.set(stream.producerId, stream);
    const { clock } = this.#options;
    const { producer, renewKeyFrame } = opened;
    this.#keyFrames.set(stream.producerId, new KeyFrameRetry({ clock, producer, ask: renewKeyFrame }));
    this.#starts.set(stream.producerId, new SharedStart(clock));
    const lookForLowest = () => {
      const isLowestSent = producer.score.some(({ encodingIdx, score }) => encodingIdx === 0 && score > 0);
      if (isLowestSent && this.#pictures.has(stream.producerId)) this.#begun.add(stream.producerId);
    };
    producer.on('score', lookForLowest);
    // What the worker said together with its answer was said before this.
    lookForLowest();
    this.#demand.open(stream.peerId, stream.source);
    this.wantedOf(stream);
  }

  producerClosed(producerId: ProducerId): void {
    this.#microphones.closed(producerId);
    const stream = this.#pictures.get(producerId);
    if (!stream) return;
    this.#pictures.delete(producerId);
    this.#begun.delete(producerId);
    this.#keyFrames.get(producerId)?.close();
    this.#keyFrames.delete(producerId);
    this.#starts.get(producerId)?.close();
    this.#starts.delete(producerId);
    this.#demand.close(stream.peerId, stream.source);
  }

  /** A picture is about to flow to somebody. */
  flows(received: ReceivedStream): void {
    this.#keyFrames.get(received.stream.producerId)?.begin(received);
  }

  heard(speakers: readonly Speaker[]): void {
    this.#microphones.heard(speakers);
  }

  get heldBack(): readonly PeerId[] {
    return [...this.#heldBack.keys()];
  }

  readonly isHeldBack = (producerId: ProducerId): boolean => [...this.#heldBack.values()].includes(producerId);

  readonly hasBegun = (producerId: ProducerId): boolean => this.#begun.has(producerId);

  readonly startOf = (producerId: ProducerId): SharedStart | undefined => this.#starts.get(producerId);

  /** Some receiver has another use for it than before. */
  readonly wantedOf = (stream: SentStream): void => {
    // Asked of its predecessor, which ends at this moment, it says nothing of the new one.
    if (!this.#pictures.has(stream.producerId)) return;
    const layers = together(this.#options.receivers().map((receiver) => receiver.layersOf(stream)));
    this.#demand.want(stream.peerId, stream.source, layers);
  };

  /** A receiver is gone, with all it received. */
  reconsider(): void {
    for (const stream of this.#pictures.values()) this.wantedOf(stream);
  }

  /** What its sender knows; undefined when that is nothing. */
  toldOf(peerId: PeerId, source: Source): WantedOfPicture | undefined {
    return this.#demand.toldOf(peerId, source);
  }

  #holdBack(heldBack: ReadonlyMap<PeerId, ProducerId>): void {
    const before = new Set(this.#heldBack.values());
    this.#heldBack = heldBack;
    const after = new Set(heldBack.values());
    const receivers = this.#options.receivers();
    for (const producerId of before)
      if (!after.has(producerId)) for (const one of receivers) one.holdBack(producerId, false);
    for (const producerId of after)
      if (!before.has(producerId)) for (const one of receivers) one.holdBack(producerId, true);
    this.#options.onHeldBackChanged([...heldBack.keys()]);
  }

  close(): void {
    this.#pictures.clear();
    this.#begun.clear();
    for (const retry of this.#keyFrames.values()) retry.close();
    this.#keyFrames.clear();
    for (const start of this.#starts.values()) start.close();
    this.#starts.clear();
    this.#demand.closeAll();
  }
}
