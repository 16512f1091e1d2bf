const BEAT_MS = 10;

/** The longest time, from now on, in which this process wanted the machine and did not get it: its servers fare no better. */
export function watchStall(): () => number {
  let [beatAtMs, longestMs] = [performance.now(), 0];
  const look = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - beatAtMs - BEAT_MS);
    beatAtMs = nowMs;
  };
  const timer = setInterval(look, BEAT_MS);
  return () => {
    clearInterval(timer);
    look();
    return Math.round(longestMs);
  };
}
