import type { Person } from './Person.ts';

/** From one person's devices to another one's page, in milliseconds. Both pages' clocks are the machine's. */
export type Latency = { readonly mouthToEarMs: number; readonly glassToGlassMs: number };

const HUSH_MS = 600;

/**
 * How late the other person's face and voice are on this page: the face by the number of its frame, the voice by a short
 * silence that the person's microphone makes for it.
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
    ([seat, patienceMs]) => globalThis.confabTestkitMeters?.nextSilenceOf(seat, patienceMs),
    [person.name, HUSH_MS + 5_000] as const,
  );
  // Listening must have begun before the silence does.
  await listener.page.evaluate(() => true);
  const hushedAtMs = await person.page.evaluate((hushMs) => globalThis.confabTestkitDevices?.hush(hushMs), HUSH_MS);
  const heardAtMs = await listening;
  if (hushedAtMs === undefined || heardAtMs === undefined) {
    throw new Error(`${listener.name} does not hear ${person.name}, or heard no silence of theirs`);
  }
  return Math.round(heardAtMs - hushedAtMs);
}
