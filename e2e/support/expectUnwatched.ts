import { expect, pageContract, type Person } from '@confab/testkit';
import { readUplink, toKbps } from './readUplink.ts';
import { setVisible } from './pageVisibility.ts';

/** M9 of the figures: what a track may still cost its sender that nobody shows. */
const QUIET_KBPS = 5;

/**
 * The one viewer's page goes to the back, and the sender's picture stops at its source, as nobody's fault; and it comes to the
 * front again. How long both took, in ms.
 */
export async function expectUnwatched(viewer: Person, sender: Person): Promise<{ quietMs: number; backMs: number }> {
  await setVisible(viewer, false);
  let before = await readUplink(sender);
  const hiddenAtMs = before.atMs;
  const nextKbps = async () => {
    const from = before;
    before = await readUplink(sender);
    return toKbps(from, before);
  };
  // Over a whole second each time: a key frame now and then would be no silence.
  await expect.poll(nextKbps, { intervals: [1_000] }).toBeLessThanOrEqual(QUIET_KBPS);
  const quietMs = before.atMs - 1_000 - hiddenAtMs;
  // Her button says what it said, and nobody repairs anything.
  await expect(pageContract.button(sender.page, 'Stop video')).toBeVisible();
  await expect(viewer.main).toHaveAttribute('data-media', 'connected');

  const sinceMs = await viewer.nowMs();
  await setVisible(viewer, true);
  const frames = async () => (await viewer.frames(sinceMs)).filter(({ seat }) => seat === sender.name);
  await expect.poll(frames).not.toEqual([]);
  const [first] = await frames();
  return { quietMs, backMs: (first?.atMs ?? Infinity) - sinceMs };
}
