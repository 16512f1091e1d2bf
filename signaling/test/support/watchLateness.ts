const BEAT_MS = 50;

/**
 * How much time this machine has not given to a process that wanted it, from now on: what a deadline of ours is late by on a
 * machine with other work, and nobody's fault.
 */
export function watchLateness(): () => number {
  let [beatAtMs, lateMs] = [performance.now(), 0];
  const lateBy = () => Math.max(0, performance.now() - beatAtMs - 2 * BEAT_MS);
  const timer = setInterval(() => {
    lateMs += lateBy();
    beatAtMs = performance.now();
  }, BEAT_MS);
  return () => {
    clearInterval(timer);
    return lateMs + lateBy();
  };
}
