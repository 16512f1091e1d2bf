import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';

/** What a fault may tear out of a sound that goes on, beyond what the machine does meanwhile. */
const GAP_MS = 2_000;

/** One person has heard the other one all the time, by the listener's clock since then. */
export async function expectHeardOnAndOn(listener: Person, of: Person, sinceMs: number): Promise<void> {
  const pastMs = (await listener.nowMs()) - sinceMs;
  // A sound is made on one page and played on the other: either may have had no time for it.
  const stoodStill = await Promise.all([listener, of].map((person) => longestStandstillMs(person, pastMs)));
  const gapMs = GAP_MS + stoodStill.reduce((sum, ms) => sum + ms, 0);
  await expect(listener).toHaveHeardOnAndOn(of, { sinceMs, gapMs });
}

/** The longest time of the last while in which this page got no processor: it listens ten times a second. */
async function longestStandstillMs(person: Person, pastMs: number): Promise<number> {
  const { listenedAtMs } = await person.report((await person.nowMs()) - pastMs);
  return Math.max(0, ...listenedAtMs.slice(1).map((atMs, index) => atMs - (listenedAtMs[index] ?? atMs)));
}
