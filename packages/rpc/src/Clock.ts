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

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
