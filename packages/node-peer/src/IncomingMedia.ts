import type { RtpParameters } from '@confab/protocol';
import type { MediaLinkOptions } from './MediaLink.ts';
import { MediaLink } from './MediaLink.ts';
import { ReceivedCount } from './rtp/ReceivedCount.ts';
import { encodePictureLoss, encodeReceiverReports, encodeRemb } from './rtp/rtcp.ts';
import { payloadOffset } from './rtp/rtpPacket.ts';
import { isVp8KeyFrame } from './rtp/vp8.ts';

export type IncomingMediaOptions = Pick<MediaLinkOptions, 'offer' | 'connect' | 'onLost'> & {
  /** How much we say that may be sent to us. */
  readonly takesBps?: number;
};

const REPORT_INTERVAL_MS = 1_000;
const AMPLE_BPS = 100_000_000;
const RTP_HEADER_BYTES = 12;

/** What one peer receives, through one transport of the SFU, counted for each stream. */
export class IncomingMedia {
  readonly link: MediaLink;
  readonly #options: IncomingMediaOptions;
  readonly #counts = new Map<number, ReceivedCount>();
  readonly #videoSsrcs = new Set<number>();
  readonly #reporting: NodeJS.Timeout;
  readonly #ssrc = 1 + Math.floor(Math.random() * 0xff_ff_ff);

  constructor(options: IncomingMediaOptions) {
    this.#options = options;
    this.link = new MediaLink({ ...options, direction: 'receive', onRtp: (packet) => this.#onRtp(packet) });
    this.#reporting = setInterval(() => this.#report(), REPORT_INTERVAL_MS);
  }

  /** Counts a stream from now on. Packets of streams that were not expected, such as padding, are passed over. */
  expect({ encodings = [], codecs }: RtpParameters): ReceivedCount {
    const ssrc = encodings[0]?.ssrc ?? 0;
    const count = new ReceivedCount(ssrc);
    this.#counts.set(ssrc, count);
    if (codecs[0]?.mimeType.toLowerCase() === 'video/vp8') this.#videoSsrcs.add(ssrc);
    return count;
  }

  forget({ ssrc }: ReceivedCount): void {
    this.#counts.delete(ssrc);
    this.#videoSsrcs.delete(ssrc);
  }

  askForKeyFrame({ ssrc }: ReceivedCount): void {
    this.link.send(encodePictureLoss(this.#ssrc, ssrc));
  }

  close(): void {
    clearInterval(this.#reporting);
    this.link.close();
  }

  #onRtp(packet: Buffer): void {
    if (packet.length < RTP_HEADER_BYTES) return;
    const ssrc = packet.readUInt32BE(8);
    const count = this.#counts.get(ssrc);
    if (!count) return;
    count.add(packet.readUInt16BE(2), packet.length, performance.now());
    if (!this.#videoSsrcs.has(ssrc)) return;
    const offset = payloadOffset(packet);
    if (offset !== undefined && isVp8KeyFrame(packet, offset)) count.keyFrames++;
  }

  #report(): void {
    const blocks = [...this.#counts.values()].filter(({ packets }) => packets > 0).map((count) => count.takeReport());
    for (const report of encodeReceiverReports(this.#ssrc, blocks)) this.link.send(report);
    const [first] = this.#videoSsrcs;
    if (first !== undefined) this.link.send(encodeRemb(this.#ssrc, this.#options.takesBps ?? AMPLE_BPS, [first]));
  }
}
