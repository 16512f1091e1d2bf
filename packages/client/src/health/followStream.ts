import type { Source } from '@confab/protocol';

/** What is known of one stream that should arrive by way of the sfu. */
export type StreamFacts = {
  readonly trackId: string;
  readonly source: Source;
  /** Packets of a sound, decoded frames of a picture, so far. */
  readonly count: number;
  /** How long ago its newest packet came, where the browser says so. */
  readonly silentMs?: number;
};

/** What is kept of it from one look to the next. */
export type Watched = {
  readonly count: number;
  readonly hasFlowed: boolean;
  readonly movedAt: number;
  /** When a look found that it had: a page that had no time is not a path that is lost. */
  readonly seenMovingAt: number;
  /** No packet had come for a while when it was last looked at: what came before the next one is lost. */
  readonly hasPaused: boolean;
  /** How often it was asked for again since it last arrived, and when. */
  readonly attempts: number;
  readonly attemptAt: number;
};

/** The two together, as one look finds them. */
export type Seen = Watched & Omit<StreamFacts, 'silentMs'> & { readonly silentMs: number | undefined };

export const follow = (before: Watched | undefined, facts: StreamFacts, nowMs: number): Seen => ({
  ...facts,
  silentMs: facts.silentMs,
  ...step(before, facts, nowMs),
});

/** What the next look needs of it. */
export function toWatched({ trackId: _trackId, source: _source, silentMs: _silentMs, ...watched }: Seen): Watched {
  return watched;
}

/** A counter that goes back is another consumer's, which has still to prove itself. */
function step(before: Watched | undefined, { count, silentMs }: StreamFacts, nowMs: number): Watched {
  if (before && count < before.count) return { ...before, count, hasPaused: false };
  const hasPaused = silentMs !== undefined && silentMs >= PAUSED_MS;
  if (before && count === before.count) {
    // Its packets come again, and it lacks a key frame only: that was asked for in vain until now.
    const isBack = before.hasPaused && !hasPaused;
    return { ...before, count, hasPaused, ...(isBack && unasked) };
  }
  // What was not watched may have rested by design.
  const movedAt = before ? Math.max(nowMs - (silentMs ?? 0), before.movedAt) : nowMs;
  return { count, hasFlowed: before !== undefined, movedAt, seenMovingAt: nowMs, hasPaused, ...unasked };
}

const unasked = { attempts: 0, attemptAt: -Infinity };

/**
 * In how many milliseconds the stream is missed if nothing more comes of it. Opus without a voice (DTX) sends every 400 ms;
 * a camera several frames a second, and many packets: one whose packets come lacks a key frame, and may still get it.
 */
export function missedInMs({ source, hasFlowed, movedAt, silentMs }: Seen, nowMs: number): number {
  if (source === 'screen' || source === 'screenAudio') return movedAt + SCREEN_PATIENCE_MS - nowMs;
  if (!hasFlowed) return movedAt + FIRST_PATIENCE_MS - nowMs;
  const byCount = movedAt + PATIENCE_MS - nowMs;
  return source === 'camera' && silentMs !== undefined ? Math.min(byCount, CAMERA_PATIENCE_MS - silentMs) : byCount;
}

/** For so long that its sender should know. */
export const isUnheard = (one: Seen, nowMs: number): boolean =>
  missedInMs({ ...one, silentMs: undefined }, nowMs) <= -UNHEARD_AFTER_MS;

const PATIENCE_MS = 800;
const CAMERA_PATIENCE_MS = 600;
const SCREEN_PATIENCE_MS = 10_000;
/** What was never there yet may still be on its way. */
const FIRST_PATIENCE_MS = 3_000;
/** Since it is missed. */
const UNHEARD_AFTER_MS = 1_700;
/** No camera is so slow, and no screen that moves. */
const PAUSED_MS = 400;
