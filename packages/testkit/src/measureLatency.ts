import type { Person } from './Person.ts';

/** From one person's devices to another one's page, in milliseconds. Both pages' clocks are the machine's. */
export type Latency = { readonly mouthToEarMs: number; readonly glassToGlassMs: number };

/** Above the highest voice (Identity), where neither a voice nor a hole in one sounds. */
const MARK_HZ = 3_100;
const MARK_MS = 400;
const PATIENCE_MS = 30_000;

/**
 * How late the other person's face and voice are on this page: the face by the number of its frame, the voice by a short
 * tone that the person's microphone makes beside it: what a busy machine tears out of a sound is not taken for one.
 */
export async function measureLatency(listener: Person, person: Person): Promise<Latency> {
  const glassToGlassMs = await glassToGlass(listener, person);
  return { glassToGlassMs, mouthToEarMs: await mouthToEar(listener, person) };
}

async function glassToGlass(listener: Person, person: Person): Promise<number> {
  const shown = await listener.page.evaluate(
    (index) => globalThis.confabTestkitMeters?.nextFrameOf(index),
    person.identity.index,
  );
  if (!shown) throw new Error(`${listener.name} does not see ${person.name}`);
  const drawnAtMs = await person.page.evaluate((frame) => globalThis.confabTestkitDevices?.drawnAt(frame), shown.frame);
  if (drawnAtMs === undefined)
    throw new Error(`${person.name}'s camera has not drawn the frame that ${listener.name} sees`);
  return Math.round(shown.atMs - drawnAtMs);
}

async function mouthToEar(listener: Person, person: Person): Promise<number> {
  const listening = listener.page.evaluate(
    ([seat, markHz, patienceMs]) => globalThis.confabTestkitMeters?.nextMarkOf(seat, { markHz, patienceMs }),
    [person.name, MARK_HZ, PATIENCE_MS] as const,
  );
  // Listening must have begun before the tone does.
  await listener.page.evaluate(() => true);
  const markedAtMs = await person.page.evaluate(
    ([markHz, markMs]) => globalThis.confabTestkitDevices?.mark(markHz, markMs),
    [MARK_HZ, MARK_MS] as const,
  );
  const heardAtMs = await listening;
  if (markedAtMs === undefined || heardAtMs === undefined) {
    throw new Error(`${listener.name} does not hear ${person.name}`);
  }
  return Math.round(heardAtMs - markedAtMs);
}
