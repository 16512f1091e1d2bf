import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

export type HeartbeatOptions = {
  readonly clock: Clock;
  /** When something came from the other end last, by the same clock. */
  readonly heardAt: () => number;
  readonly ping: () => void;
  /** The other end has been silent for PING_TIMEOUT_MS. */
  readonly onDead: () => void;
};

/** Pings at intervals, until the returned function calls it off. */
export function startHeartbeat({ clock, heardAt, ping, onDead }: HeartbeatOptions): () => void {
  let lastTickAt = clock.now();
  let excusedUntil = lastTickAt;
  let cancel: () => void = () => undefined;

  const tick = () => {
    const now = clock.now();
    // When this process itself stood still, what the other end said meanwhile has not been read yet.
    if (now - lastTickAt > 2 * PING_INTERVAL_MS) excusedUntil = now;
    lastTickAt = now;
    const deadAt = Math.max(heardAt(), excusedUntil) + PING_TIMEOUT_MS;
    if (now >= deadAt) return onDead();
    ping();
    // The last wait is shortened, so that death is noticed when it is due.
    cancel = clock.after(Math.min(PING_INTERVAL_MS, deadAt - now), tick);
  };
  cancel = clock.after(PING_INTERVAL_MS, tick);
  return () => cancel();
}
