import type { RoomId } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { Log } from '../Log.ts';
import { measureLink } from './measureLink.ts';
import type { PeerMedia } from './PeerMedia.ts';

type MeteredRoom = { readonly roomId: RoomId; readonly peers: readonly PeerMedia[] };

export type LinkMeterOptions = {
  readonly clock: Clock;
  readonly rooms: () => readonly MeteredRoom[];
  readonly log: Log;
  /** Who sends more than so is cut off. */
  readonly maxKbps: () => number;
  readonly onMeasured: (roomId: RoomId, links: readonly MeasuredLink[]) => void;
};

export const MEASURE_EVERY_MS = 10_000;

/** Has the workers say now and then how each peer is linked (LK). */
export class LinkMeter {
  readonly #options: LinkMeterOptions;
  #cancel: (() => void) | undefined;

  constructor(options: LinkMeterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel ??= this.#options.clock.after(MEASURE_EVERY_MS, () => {
      this.#cancel = undefined;
      this.start();
      void this.#measureAll();
    });
  }

  close(): void {
    this.#cancel?.();
  }

  /** One room after the other: nobody waits for it. */
  async #measureAll(): Promise<void> {
    const { rooms, onMeasured } = this.#options;
    for (const { roomId, peers } of rooms()) {
      const links = await Promise.all(peers.map((peer) => measureLink(peer, this.#options.clock)));
      const measured = links.filter((link) => link !== undefined);
      this.#cutOff(peers, measured);
      if (measured.length > 0) onMeasured(roomId, measured);
    }
  }

  /** The worker tells a sender how much may come, and takes whatever comes all the same, for everyone who receives it. */
  #cutOff(peers: readonly PeerMedia[], measured: readonly MeasuredLink[]): void {
    const { log, maxKbps } = this.#options;
    for (const { peerId, up } of measured) {
      if (up.kbps <= maxKbps()) continue;
      log.warn({ kbps: up.kbps }, 'somebody sends more than anybody may, and is cut off');
      peers.find((peer) => peer.peerId === peerId)?.opened?.sender.transport.cutOff();
    }
  }
}
