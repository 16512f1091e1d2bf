const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5000;

/** How long to wait before a program is started again after so many deaths in a row: at once, then 0.25 s, doubling. */
export function restartDelayMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (deaths - 2), MAX_DELAY_MS);
}
