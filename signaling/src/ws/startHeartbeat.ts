import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

export type HeartbeatOptions = {
  readonly clock: Clock;
  readonly ping: () => void;
  /** The other end has been silent for PING_TIMEOUT_MS. */
  readonly onDead: () => void;
};

/** Pings at intervals. `heard` is to be called for whatever comes from the other end. */
export function startHeartbeat({ clock, ping, onDead }: HeartbeatOptions): { heard(): void; stop(): void } {
  let heardAt = clock.now();
  let lastTickAt = heardAt;
  let cancel: () => void = () => undefined;

  const tick = () => {
    const now = clock.now();
    // When this process itself stood still, what the other end said meanwhile has not been read yet.
    if (now - lastTickAt > 2 * PING_INTERVAL_MS) heardAt = now;
    lastTickAt = now;
    if (now - heardAt >= PING_TIMEOUT_MS) return onDead();
    ping();
    // The last wait is shortened, so that death is noticed when it is due.
    cancel = clock.after(Math.min(PING_INTERVAL_MS, heardAt + PING_TIMEOUT_MS - now), tick);
  };
  cancel = clock.after(PING_INTERVAL_MS, tick);
  return { heard: () => void (heardAt = clock.now()), stop: () => cancel() };
}
