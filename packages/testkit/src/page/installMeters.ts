import type { pageSelectors } from '../pageContract.ts';
import type { createFaceCode } from './createFaceCode.ts';
import type { createFaceReader, Face } from './createFaceReader.ts';
import type { createListener } from './createListener.ts';
import type { createToneFinder, Tones } from './createToneFinder.ts';

/** A tenth of a second of what one `<audio data-peer-id>` played. */
export type Sound = Tones & {
  /** When it ended, by the page's own clock. */
  readonly atMs: number;
  readonly peerId: string;
  /** The name on the tile of that peer then, empty when there was none. */
  readonly seat: string;
};

/** One tile as it is on the page. */
export type Sight = {
  readonly peerId: string;
  readonly name: string;
  readonly source: string;
  readonly microphone: string;
  /** Undefined when there is no video in the tile, no frame of it yet, or no face of ours in it. */
  readonly face?: Face;
  /** There is video, and no face of ours in it. */
  readonly isUnreadable: boolean;
};

export type Report = {
  /** Until when was listened; by the page's own clock, like all times here. */
  readonly listenedUntilMs: number;
  /** Every time at which was listened. */
  readonly listenedAtMs: readonly number[];
  /** Oldest first, of the last two minutes at most. */
  readonly sounds: readonly Sound[];
  readonly sights: readonly Sight[];
  /** The data- attributes of `<main>`. */
  readonly main: Readonly<Record<string, string | undefined>>;
};

/** How this kit reads a page from outside. */
type Meters = {
  readonly nowMs: () => number;
  /** What was heard since then, and what is seen now. */
  readonly report: (sinceMs: number) => Report;
};

declare global {
  // A property of the page under test, read by the kit alone.
  var confabTestkitMeters: Meters | undefined;
}

export type MeterOptions = { readonly knownHz: readonly number[]; readonly selectors: typeof pageSelectors };

type Parts = {
  readonly createFaceCode: typeof createFaceCode;
  readonly createFaceReader: typeof createFaceReader;
  readonly createListener: typeof createListener;
  readonly createToneFinder: typeof createToneFinder;
};

/** Runs in the page: listens to what it plays, and reads what it shows. Self-contained, see toPageScript. */
export function installMeters({ knownHz, selectors }: MeterOptions, parts: Parts): void {
  const LISTEN_EVERY_MS = 100;
  const KEPT_MS = 120_000;

  const listen = parts.createListener({ createToneFinder: parts.createToneFinder, knownHz });
  const readFace = parts.createFaceReader(parts.createFaceCode());
  const tiles = () => [...document.querySelectorAll<HTMLElement>(selectors.tile)];
  const nameOf = (element: HTMLElement) => {
    const labels = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const texts = labels.map((id) => document.getElementById(id)?.textContent?.trim());
    return texts.length > 0 ? texts.join(' ') : (element.getAttribute('aria-label') ?? '');
  };

  let sounds: Sound[] = [];
  let listenedUntilMs = performance.now();
  let listenedAtMs: number[] = [];
  setInterval(() => {
    listenedUntilMs = performance.now();
    listenedAtMs = listenedAtMs.filter((atMs) => atMs > listenedUntilMs - KEPT_MS);
    listenedAtMs.push(listenedUntilMs);
    const seats = new Map(
      tiles()
        .filter(({ dataset }) => dataset['source'] !== 'screen')
        .map((tile) => [tile.dataset['peerId'], nameOf(tile)]),
    );
    for (const audio of document.querySelectorAll<HTMLAudioElement>(selectors.voice)) {
      const { peerId = '' } = audio.dataset;
      const heard = listen(audio);
      for (const [index, tones] of heard.entries()) {
        const atMs = listenedUntilMs - (heard.length - 1 - index) * LISTEN_EVERY_MS;
        sounds.push({ ...tones, atMs, peerId, seat: seats.get(peerId) ?? '' });
      }
    }
    sounds = sounds.filter(({ atMs }) => atMs > listenedUntilMs - KEPT_MS);
  }, LISTEN_EVERY_MS);

  function look(tile: HTMLElement): Sight {
    const video = tile.querySelector('video');
    const isShown = video?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ?? false;
    const face = video && isShown ? readFace(video) : undefined;
    return {
      peerId: tile.dataset['peerId'] ?? '',
      name: nameOf(tile),
      source: tile.dataset['source'] ?? '',
      microphone: tile.dataset['mic'] ?? '',
      isUnreadable: isShown && !face && (video?.videoWidth ?? 0) > 0,
      ...(face && { face }),
    };
  }

  globalThis.confabTestkitMeters = {
    nowMs: () => performance.now(),
    report: (sinceMs) => ({
      listenedUntilMs,
      listenedAtMs: listenedAtMs.filter((atMs) => atMs >= sinceMs),
      sounds: sounds.filter(({ atMs }) => atMs >= sinceMs),
      sights: tiles().map(look),
      main: Object.fromEntries(Object.entries(document.querySelector<HTMLElement>(selectors.main)?.dataset ?? {})),
    }),
  };
}
