import type { MediaKind } from '@confab/protocol';
import type { MediaLinkOptions } from './MediaLink.ts';
import { MediaLink } from './MediaLink.ts';
import { allowedBps, wantedKeyFrames } from './rtp/rtcp.ts';
import type { AudioShape, VideoShape } from './StreamSender.ts';
import { StreamSender } from './StreamSender.ts';

export type OutgoingMediaOptions = Pick<MediaLinkOptions, 'offer' | 'connect' | 'onLost'>;

const TICK_MS = 10;
/** More than any stream has layers. */
const SSRCS_PER_STREAM = 8;

/** What one peer sends, through one transport of the SFU. */
export class OutgoingMedia {
  readonly link: MediaLink;
  readonly #streams = new Set<StreamSender>();
  readonly #ticking: NodeJS.Timeout;
  #lastMid = -1;
  #nextSsrc = 1_000 + Math.floor(Math.random() * 0x70_00_00_00);
  #pictureLosses = 0;
  #allowedBps: number | undefined;

  constructor(options: OutgoingMediaOptions) {
    this.link = new MediaLink({ ...options, direction: 'send', onRtcp: (compound) => this.#onRtcp(compound) });
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  /** How often a key frame was asked for. */
  get pictureLosses(): number {
    return this.#pictureLosses;
  }

  /** How much may come, by the newest word of the SFU; nothing here keeps to it. */
  get allowedBps(): number | undefined {
    return this.#allowedBps;
  }

  /** Describes a stream; nothing is sent of it before start(). */
  prepare(kind: MediaKind, shape: AudioShape & VideoShape = {}): StreamSender {
    const firstSsrc = this.#nextSsrc;
    this.#nextSsrc += SSRCS_PER_STREAM;
    return new StreamSender({
      kind,
      mid: String(++this.#lastMid),
      firstSsrc,
      shape,
      write: (packet) => void this.link.send(packet),
    });
  }

  start(stream: StreamSender): void {
    this.#streams.add(stream);
  }

  stop(stream: StreamSender): void {
    this.#streams.delete(stream);
    stream.rest();
  }

  close(): void {
    clearInterval(this.#ticking);
    this.#streams.clear();
    this.link.close();
  }

  #tick(): void {
    const now = performance.now();
    for (const stream of this.#streams) stream.tick(now);
  }

  #onRtcp(compound: Buffer): void {
    this.#allowedBps = allowedBps(compound) ?? this.#allowedBps;
    const wanted = wantedKeyFrames(compound);
    if (wanted.length === 0) return;
    this.#pictureLosses += wanted.length;
    for (const stream of this.#streams) stream.hearKeyFrameRequest(wanted);
  }
}
