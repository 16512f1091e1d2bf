import { RECONNECT_GRACE_MS } from '@confab/protocol';

/**
 * How long to wait before the next attempt: none before the first, then full jitter (any time up to a growing ceiling),
 * so that the clients of a restarted server do not come back as one wave. While the seat is kept it pays to hurry.
 */
export function retryDelayMs(attempt: number, awayMs: number, random: () => number): number {
  if (attempt === 0) return 0;
  const ceiling = awayMs < RECONNECT_GRACE_MS ? HURRIED_CEILING_MS : PATIENT_CEILING_MS;
  return random() * Math.min(ceiling, FIRST_CEILING_MS * 2 ** (attempt - 1));
}

const FIRST_CEILING_MS = 250;
/** Well below the 1.5 s within which everyone shall be back after a restart. */
const HURRIED_CEILING_MS = 1_000;
const PATIENT_CEILING_MS = 10_000;
