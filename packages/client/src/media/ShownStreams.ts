import type { PeerId, Shown, ShownStream } from '@confab/protocol';
import { MAX_CONSUMERS_PER_REQUEST, MAX_SHOWN_PIXELS, peerId as peerIdSchema } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Ask } from '../signaling/SignalingClient.ts';

/** How a page shows a picture: in device pixels (CSS pixels × devicePixelRatio). `inFront`: pinned or speaking, for example. */
export type ShownPicture = { readonly width: number; readonly height: number; readonly inFront?: boolean };
/** By track id; null: not to be seen at the moment. */
export type ShownPictures = Readonly<Record<string, ShownPicture | null>>;

export type ShownStreamsOptions = {
  readonly ask: Ask;
  readonly clock: Clock;
  /** What comes directly is nothing to the sfu, which has to be ready to take over. */
  readonly isBySfu: () => boolean;
  readonly isHere: (peerId: PeerId) => boolean;
};

type Entry = { readonly stream: Pick<ShownStream, 'peerId' | 'source'>; shown: Shown; told: string | undefined };

/** Tells the sfu what the page shows, a few changes at a time, so that it forwards no more than that (FW1). */
export class ShownStreams {
  readonly #options: ShownStreamsOptions;
  readonly #entries = new Map<string, Entry>();
  #nextAt = 0;
  #cancel: (() => void) | undefined;
  #isOpen = false;

  constructor(options: ShownStreamsOptions) {
    this.#options = options;
  }

  /** What has changed; the rest stays as it was. */
  show(pictures: ShownPictures): void {
    for (const [trackId, picture] of Object.entries(pictures)) {
      const entry = this.#entries.get(trackId) ?? toEntry(trackId);
      if (!entry) continue;
      entry.shown = toShown(picture);
      this.#entries.set(trackId, entry);
    }
    this.#tellSoon();
  }

  /** The page does not show it, and so it does not come. */
  isHidden(trackId: string): boolean {
    return this.#entries.get(trackId)?.shown === null && this.#options.isBySfu();
  }

  /** There are new transports, and nobody there knows anything. */
  startAnew(): void {
    this.#isOpen = true;
    for (const entry of this.#entries.values()) entry.told = undefined;
    this.#tellSoon();
  }

  /** Perhaps it is by way of the sfu now, or no longer. */
  look(): void {
    this.#tellSoon();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancel?.();
  }

  #tellSoon(): void {
    if (!this.#isOpen || this.#cancel || this.#changes().length === 0) return;
    const { clock } = this.#options;
    // Whoever moves one tile moves them all, and whoever pulls at a window goes on.
    this.#cancel = clock.after(Math.max(GATHER_MS, this.#nextAt - clock.now()), () => {
      this.#cancel = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const { ask, clock, isHere } = this.#options;
    for (const [trackId, { stream }] of this.#entries) if (!isHere(stream.peerId)) this.#entries.delete(trackId);
    const changes = this.#changes().slice(0, MAX_CONSUMERS_PER_REQUEST);
    if (changes.length === 0) return;
    this.#nextAt = clock.now() + PAUSE_MS;
    for (const { entry, text } of changes) entry.told = text;
    ask('setShown', { streams: changes.map(({ entry, shown }) => ({ ...entry.stream, shown })) }).then(
      () => this.#tellSoon(),
      () => {
        // Signaling or the sfu is away: it is said again, if nothing else was said since.
        for (const { entry, text } of changes) if (entry.told === text) entry.told = undefined;
        this.#nextAt = clock.now() + RETRY_MS;
        this.#tellSoon();
      },
    );
  }

  #changes(): { readonly entry: Entry; readonly shown: Shown; readonly text: string }[] {
    const isBySfu = this.#options.isBySfu();
    return [...this.#entries.values()].flatMap((entry) => {
      const shown = isBySfu ? entry.shown : IN_FULL;
      const text = JSON.stringify(shown);
      return text === entry.told ? [] : [{ entry, shown, text }];
    });
  }
}

function toEntry(trackId: string): Entry | undefined {
  const [id, source] = trackId.split(':');
  const peerId = peerIdSchema.safeParse(id);
  if (!peerId.success || (source !== 'camera' && source !== 'screen')) return undefined;
  return { stream: { peerId: peerId.data, source }, shown: IN_FULL, told: undefined };
}

const toShown = (picture: ShownPicture | null): Shown =>
  picture && {
    width: toPixels(picture.width),
    height: toPixels(picture.height),
    ...(picture.inFront && { inFront: true }),
  };

/** In steps: a few pixels more or less change nothing. */
const toPixels = (size: number): number =>
  Math.min(MAX_SHOWN_PIXELS, Math.max(0, Math.ceil(size / STEP_PIXELS) * STEP_PIXELS || 0));

const IN_FULL: Shown = { width: 1_280, height: 720 };
const STEP_PIXELS = 40;
const GATHER_MS = 50;
const PAUSE_MS = 250;
const RETRY_MS = 1_000;
