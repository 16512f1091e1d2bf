import type { LaneConditions } from './NetworkConditions.ts';

/** How long a datagram waits for bandwidth before the queue is full: a router's buffer. */
const QUEUE_MS = 200;
/** How much later than the others one is that they overtake. */
const OVERTAKEN_MS = 40;

export type LanePorts = {
  /** From 0 to 1, as Math.random. */
  readonly random: () => number;
};

/** Says of one datagram after the other when it arrives; undefined when it is lost. */
export type Lane = (sizeBytes: number, nowMs: number) => number | undefined;

/** One way through a network, as a decision: nothing is sent here and no time passes. */
export function createLane(conditions: LaneConditions, { random }: LanePorts): Lane {
  const { delayMs = 0, jitterMs = 0, loss = 0, burst = 1, reordered = 0, bandwidthBps } = conditions;
  let isLosing = false;
  let freeAtMs = 0;
  let newestMs = 0;

  // Gilbert's model: two states, so long in the bad one that `loss` of all are lost, in rows of `burst`.
  const isLost = (): boolean => {
    if (burst <= 1 || loss >= 1) return random() < loss;
    const leaves = 1 / burst;
    const enters = (leaves * loss) / (1 - loss);
    isLosing = isLosing ? random() >= leaves : random() < enters;
    return isLosing;
  };

  return (sizeBytes, nowMs) => {
    if (isLost()) return undefined;
    const sentAtMs = Math.max(nowMs, freeAtMs);
    if (bandwidthBps !== undefined) {
      if (sentAtMs - nowMs > QUEUE_MS) return undefined;
      freeAtMs = sentAtMs + (sizeBytes * 8_000) / bandwidthBps;
    }
    const arrivesAtMs = Math.max(sentAtMs, freeAtMs) + delayMs + jitterMs * random();
    if (random() < reordered) return arrivesAtMs + OVERTAKEN_MS;
    newestMs = Math.max(newestMs, arrivesAtMs);
    return newestMs;
  };
}
