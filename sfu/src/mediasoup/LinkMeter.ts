import type { RoomId } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import { askWorker } from './askWorker.ts';
import type { PeerMedia } from './PeerMedia.ts';
import type { PeerTransport } from './PeerTransport.ts';

export type MeteredRoom = { readonly roomId: RoomId; readonly peers: readonly PeerMedia[] };

export type LinkMeterOptions = {
  readonly clock: Clock;
  readonly rooms: () => readonly MeteredRoom[];
  readonly onMeasured: (roomId: RoomId, links: readonly MeasuredLink[]) => void;
};

export const MEASURE_EVERY_MS = 10_000;

/** Has the workers say now and then how much goes over each peer's two transports, and how much of it is lost. */
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
      const links = await Promise.all(peers.map((peer) => this.#measure(peer)));
      const measured = links.filter((link) => link !== undefined);
      if (measured.length > 0) onMeasured(roomId, measured);
    }
  }

  async #measure({ peerId, opened }: PeerMedia): Promise<MeasuredLink | undefined> {
    if (!opened) return undefined;
    try {
      const [up, down] = await Promise.all([
        this.#ask(opened.sender.transport, 'recvBitrate', 'rtpPacketLossReceived'),
        this.#ask(opened.receiver.transport, 'sendBitrate', 'rtpPacketLossSent'),
      ]);
      return up && down && { peerId, up, down };
    } catch {
      // Closed meanwhile, or its worker is lost: the next round knows.
      return undefined;
    }
  }

  /** Undefined when it is closed. */
  async #ask(
    { mediasoup }: PeerTransport,
    bitrate: 'recvBitrate' | 'sendBitrate',
    loss: 'rtpPacketLossReceived' | 'rtpPacketLossSent',
  ): Promise<MeasuredLink['up'] | undefined> {
    if (mediasoup.closed) return undefined;
    const [stats] = await askWorker(this.#options.clock, mediasoup.getStats());
    return stats && { kbps: Math.round(stats[bitrate] / 1_000), loss: stats[loss] ?? 0 };
  }
}
