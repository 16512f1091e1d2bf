import type { PeerId, ProducerId, Source, WantedLayers } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { WantedStream } from '../forwarding/index.ts';
import { Demand, largest } from '../forwarding/index.ts';
import type { PeerReceiver } from './PeerReceiver.ts';
import type { SentStream } from './PeerSender.ts';

export type RoomForwardingOptions = {
  readonly clock: Clock;
  readonly receivers: () => readonly PeerReceiver[];
  readonly onWantedChanged: (streams: readonly WantedStream[]) => void;
};

/** What of a room's streams need not be sent or forwarded, and who has to know (FW). */
export class RoomForwarding {
  readonly #options: RoomForwardingOptions;
  readonly #demand: Demand;
  readonly #pictures = new Map<ProducerId, SentStream>();

  constructor(options: RoomForwardingOptions) {
    this.#options = options;
    this.#demand = new Demand({ clock: options.clock, onChanged: options.onWantedChanged });
  }

  producerOpened(stream: SentStream): void {
    if (kindOf(stream.source) !== 'video') return;
    this.#pictures.set(stream.producerId, stream);
    this.#demand.open(stream.peerId, stream.source);
    this.wantedOf(stream);
  }

  producerClosed(producerId: ProducerId): void {
    const stream = this.#pictures.get(producerId);
    if (!stream) return;
    this.#pictures.delete(producerId);
    this.#demand.close(stream.peerId, stream.source);
  }

  /** Some receiver has another use for it than before. */
  readonly wantedOf = (stream: SentStream): void => {
    // Asked of its predecessor, which ends at this moment, it says nothing of the new one.
    if (!this.#pictures.has(stream.producerId)) return;
    const layers = largest(this.#options.receivers().map((receiver) => receiver.layersOf(stream)));
    this.#demand.want(stream.peerId, stream.source, layers);
  };

  /** A receiver is gone, with all it received. */
  reconsider(): void {
    for (const stream of this.#pictures.values()) this.wantedOf(stream);
  }

  /** What its sender knows; undefined when that is nothing. */
  toldOf(peerId: PeerId, source: Source): WantedLayers | undefined {
    return this.#demand.toldOf(peerId, source);
  }

  close(): void {
    this.#pictures.clear();
    this.#demand.closeAll();
  }
}
