/** Time as everything of ours sees it, so that a test can hold it still. */
export type Clock = {
  /** Milliseconds, from any start. */
  now(): number;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
};

// Both Node and browsers have these; this package is compiled against neither.
declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare const performance: { now(): number };

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * For servers: it never jumps when somebody sets the time of day, and counts in whole milliseconds, which an engine keeps
 * in place where it would store a fraction, or the milliseconds since 1970, as an object of their own.
 */
export const steadyClock: Clock = { ...systemClock, now: () => Math.trunc(performance.now()) };
