import type { pageSelectors } from '../pageContract.ts';
import type { createFaceCode } from './createFaceCode.ts';
import type { createFaceReader, Face } from './createFaceReader.ts';
import type { createListener } from './createListener.ts';
import type { createMarkFinder } from './createMarkFinder.ts';
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

/** One frame of a video in a tile, when it was shown. */
export type Frame = {
  readonly atMs: number;
  /** The name on the tile. */
  readonly seat: string;
  /** Whose face is in it; undefined when it is nobody's. */
  readonly index?: number;
};

export type Report = {
  /** Until when was listened; by the page's own clock, like all times here. */
  readonly listenedUntilMs: number;
  /** Every time at which was listened. */
  readonly listenedAtMs: readonly number[];
  /** Whose `<audio data-peer-id>` was there then. */
  readonly listenedTo: readonly string[];
  /** Oldest first, of the last two minutes at most. */
  readonly sounds: readonly Sound[];
  readonly sights: readonly Sight[];
  /** The data- attributes of `<main>`. */
  readonly main: Readonly<Record<string, string | undefined>>;
};

type MarkOptions = { readonly markHz: number; readonly patienceMs: number };

/** How this kit reads a page from outside. */
type Meters = {
  readonly nowMs: () => number;
  /** Resolves when the page has been at it for so long: whoever asks again and again takes the machine that makes the call. */
  readonly wait: (ms: number) => Promise<void>;
  /** What was heard since then, and what is seen now. */
  readonly report: (sinceMs: number) => Report;
  readonly frames: (sinceMs: number) => readonly Frame[];
  /** The next frame with this face, and when it was shown, by the clock that all pages of a machine share. */
  readonly nextFrameOf: (index: number) => Promise<{ readonly frame: number; readonly atMs: number } | undefined>;
  /** When the tone begins to come out of this seat, by that clock; undefined: not within the patience. */
  readonly nextMarkOf: (seat: string, options: MarkOptions) => Promise<number | undefined>;
};

declare global {
  // A property of the page under test, read by the kit alone.
  var confabTestkitMeters: Meters | undefined;
  // Of a page that is not Confab's, see PageAdapter.
  var confabTestkitMarkUp: (() => void) | undefined;
}

export type MeterOptions = { readonly knownHz: readonly number[]; readonly selectors: typeof pageSelectors };

type Parts = {
  readonly createFaceCode: typeof createFaceCode;
  readonly createFaceReader: typeof createFaceReader;
  readonly createListener: typeof createListener;
  readonly createMarkFinder: typeof createMarkFinder;
  readonly createToneFinder: typeof createToneFinder;
};

/** Runs in the page: listens to what it plays, and reads what it shows. Self-contained, see toPageScript. */
export function installMeters({ knownHz, selectors }: MeterOptions, parts: Parts): void {
  const LISTEN_EVERY_MS = 100;
  const KEPT_MS = 120_000;
  /** How long a frame is waited for: in one video, and at all. */
  const FRAME_LOOK_MS = 1_000;
  const FRAME_PATIENCE_MS = 20_000;

  const listen = parts.createListener({ createToneFinder: parts.createToneFinder, knownHz });
  const readFace = parts.createFaceReader(parts.createFaceCode());
  const tiles = () => [...document.querySelectorAll<HTMLElement>(selectors.tile)];
  const nameOf = (element: HTMLElement) => {
    const labels = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const texts = labels.map((id) => document.getElementById(id)?.textContent?.trim());
    return texts.length > 0 ? texts.join(' ') : (element.getAttribute('aria-label') ?? '');
  };

  // Reading each frame would take the machine that makes the call: one that comes in time shows what the one before did.
  const IN_TIME_MS = 150;
  const READ_EVERY_MS = 500;
  let frames: Frame[] = [];
  const watched = new WeakSet<HTMLVideoElement>();
  function watch(tile: HTMLElement, video: HTMLVideoElement): void {
    if (watched.has(video)) return;
    watched.add(video);
    let last = { atMs: 0, readAtMs: 0, index: undefined as number | undefined };
    const onFrame = (atMs: number) => {
      const isKnown = atMs - last.atMs < IN_TIME_MS && atMs - last.readAtMs < READ_EVERY_MS && last.index !== undefined;
      last = isKnown ? { ...last, atMs } : { atMs, readAtMs: atMs, index: readFace(video)?.index };
      frames.push({ atMs, seat: nameOf(tile), ...(last.index !== undefined && { index: last.index }) });
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }
  const watchAll = () => {
    for (const tile of tiles().filter(({ dataset }) => dataset['source'] !== 'screen'))
      for (const video of tile.querySelectorAll('video')) watch(tile, video);
  };
  // At once: the next frame may come much later than the first one.
  new MutationObserver(watchAll).observe(document, { subtree: true, childList: true });

  let sounds: Sound[] = [];
  let listenedUntilMs = performance.now();
  let listenedAtMs: number[] = [];
  let listenedTo: string[] = [];
  setInterval(() => {
    globalThis.confabTestkitMarkUp?.();
    listenedUntilMs = performance.now();
    listenedAtMs = listenedAtMs.filter((atMs) => atMs > listenedUntilMs - KEPT_MS);
    listenedAtMs.push(listenedUntilMs);
    const seats = new Map(
      tiles()
        .filter(({ dataset }) => dataset['source'] !== 'screen')
        .map((tile) => [tile.dataset['peerId'], nameOf(tile)]),
    );
    listenedTo = [];
    for (const audio of document.querySelectorAll<HTMLAudioElement>(selectors.voice)) {
      const { peerId = '' } = audio.dataset;
      listenedTo.push(peerId);
      const heard = listen(audio);
      for (const [index, tones] of heard.entries()) {
        const atMs = listenedUntilMs - (heard.length - 1 - index) * LISTEN_EVERY_MS;
        sounds.push({ ...tones, atMs, peerId, seat: seats.get(peerId) ?? '' });
      }
    }
    sounds = sounds.filter(({ atMs }) => atMs > listenedUntilMs - KEPT_MS);
    watchAll();
    frames = frames.filter(({ atMs }) => atMs > listenedUntilMs - KEPT_MS);
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

  const sharedNow = () => performance.timeOrigin + performance.now();
  const videoOf = (index: number) =>
    tiles()
      .map((tile) => tile.querySelector('video'))
      .find((video) => video && readFace(video)?.index === index);
  // Whoever goes over to another path has another video, and no more frames in the one before.
  const nextFrameOf = async (index: number) => {
    const untilMs = performance.now() + FRAME_PATIENCE_MS;
    for (let video = videoOf(index); video && performance.now() < untilMs; video = videoOf(index) ?? video) {
      const atMs = await nextFrameIn(video);
      const face = atMs === undefined ? undefined : readFace(video);
      if (atMs !== undefined && face?.index === index) return { frame: face.frame, atMs };
    }
    return undefined;
  };
  const nextFrameIn = (video: HTMLVideoElement) =>
    new Promise<number | undefined>((resolve) => {
      video.requestVideoFrameCallback(() => resolve(sharedNow()));
      setTimeout(() => resolve(undefined), FRAME_LOOK_MS);
    });

  const voicesOf = (seat: string) => {
    const peerId = tiles().find((tile) => nameOf(tile) === seat)?.dataset['peerId'];
    const voices = [...document.querySelectorAll<HTMLAudioElement>(selectors.voice)];
    return voices.filter(({ dataset }) => dataset['peerId'] === peerId);
  };
  async function nextMarkOf(seat: string, { markHz, patienceMs }: MarkOptions): Promise<number | undefined> {
    const finder = parts.createMarkFinder(markHz);
    const untilMs = performance.now() + patienceMs;
    try {
      while (performance.now() < untilMs) {
        for (const audio of voicesOf(seat)) finder.listenTo(audio);
        const agoMs = finder.find();
        if (agoMs !== undefined) return sharedNow() - agoMs;
        await new Promise((resolve) => void setTimeout(resolve, 5));
      }
      return undefined;
    } finally {
      finder.close();
    }
  }

  globalThis.confabTestkitMeters = {
    nextFrameOf,
    nextMarkOf,
    nowMs: () => performance.now(),
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    frames: (sinceMs) => frames.filter(({ atMs }) => atMs >= sinceMs),
    report: (sinceMs) => ({
      listenedUntilMs,
      listenedTo,
      listenedAtMs: listenedAtMs.filter((atMs) => atMs >= sinceMs),
      sounds: sounds.filter(({ atMs }) => atMs >= sinceMs),
      sights: tiles().map(look),
      main: Object.fromEntries(Object.entries(document.querySelector<HTMLElement>(selectors.main)?.dataset ?? {})),
    }),
  };
}
