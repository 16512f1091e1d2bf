import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';

/** How long one person was not heard, and not seen moving, by another one. */
export type Gap = { readonly listener: string; readonly of: string; readonly voiceMs: number; readonly faceMs: number };

type FrameMeter = { readonly gapsMs: (sinceMs: number) => Readonly<Record<string, number>> };

declare global {
  // A property of the page under test, read here alone.
  var confabFrameMeter: FrameMeter | undefined;
}

/** Does something that tears a hole into a call, waits until everyone hears and sees everyone again, and says how large it was. */
export async function measureGaps(people: readonly Person[], over: () => Promise<void>): Promise<readonly Gap[]> {
  const pairs = people.flatMap((listener) => people.filter((one) => one !== listener).map((of) => ({ listener, of })));
  await Promise.all(people.map(({ page }) => page.evaluate(watchFrames)));
  const since = new Map(await Promise.all(people.map(async (one) => [one, await one.nowMs()] as const)));
  await over();
  await Promise.all(
    pairs.map(({ listener, of }) => Promise.all([expect(listener).toHear(of), expect(listener).toSee(of)])),
  );
  return Promise.all(
    pairs.map(async ({ listener, of }) => {
      const sinceMs = since.get(listener) ?? 0;
      const faces = await listener.page.evaluate((ms) => globalThis.confabFrameMeter?.gapsMs(ms) ?? {}, sinceMs);
      const faceMs = faces[of.name] ?? Number.POSITIVE_INFINITY;
      return { listener: listener.name, of: of.name, voiceMs: await voiceGapMs(listener, of, sinceMs), faceMs };
    }),
  );
}

/** The longest time between two tenths of a second with the person's own tone out of their own seat. */
async function voiceGapMs(listener: Person, of: Person, sinceMs: number): Promise<number> {
  const { sounds } = await listener.report(sinceMs);
  const heardAt = sounds
    .filter(({ seat, tonesHz }) => seat === of.name && tonesHz.includes(of.identity.toneHz))
    .map(({ atMs }) => atMs);
  const spans = heardAt.map((atMs, index) => atMs - (heardAt[index - 1] ?? sinceMs));
  return Math.round(Math.max(0, ...spans) - WINDOW_MS);
}
const WINDOW_MS = 100;

/** Runs in the page: notices within 20 ms when the video of a tile has a new frame. */
function watchFrames(): void {
  const EVERY_MS = 20;
  type Frames = { track: string; count: number; readonly movedAt: number[] };
  const tiles = new Map<string, Frames>();
  const look = (tile: HTMLElement) => {
    const video = tile.querySelector('video');
    const name = tile.getAttribute('aria-label');
    if (!video || name === null || !(video.srcObject instanceof MediaStream)) return;
    const [{ id: track } = { id: '' }] = video.srcObject.getVideoTracks();
    const count = video.getVideoPlaybackQuality().totalVideoFrames;
    const frames = tiles.get(name) ?? { track, count, movedAt: [] };
    tiles.set(name, frames);
    // Another track counts from another number, perhaps before its first frame.
    if (frames.track === track && count > frames.count) frames.movedAt.push(performance.now());
    frames.track = track;
    frames.count = count;
  };
  setInterval(() => {
    for (const tile of document.querySelectorAll<HTMLElement>('[role="group"][data-peer-id]')) look(tile);
  }, EVERY_MS);
  globalThis.confabFrameMeter = {
    gapsMs: (sinceMs) =>
      Object.fromEntries(
        [...tiles].map(([name, { movedAt }]) => {
          const after = movedAt.filter((atMs) => atMs >= sinceMs);
          const spans = after.map((atMs, index) => atMs - (after[index - 1] ?? sinceMs));
          return [name, Math.round(Math.max(0, ...spans))];
        }),
      ),
  };
}
