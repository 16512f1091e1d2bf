import { expect, type Person } from '@confab/testkit';

/** A voice is 50 packets a second; in silence a browser sends one now and then, to say that it is still there. */
const SPOKEN_PER_SECOND = 30;
const SILENT_PER_SECOND = 10;
/** Longer than anybody looks. */
const HUSH_MS = 120_000;

type Way = 'packetsSent' | 'packetsReceived';

/** All who speak fall silent, and then next to nothing goes up from the one or comes down to the other. */
export async function expectSilenceUnsent(
  sender: Person,
  receiver: Person,
  speakers: readonly Person[],
): Promise<void> {
  const [up, down] = [rateOf(sender, 'packetsSent'), rateOf(receiver, 'packetsReceived')];
  // Half a second is more than what passes between two signs of life (400 ms).
  const once = { intervals: [500] };
  await Promise.all([
    expect.poll(up, once).toBeGreaterThan(SPOKEN_PER_SECOND),
    expect.poll(down, once).toBeGreaterThan(SPOKEN_PER_SECOND),
  ]);
  await Promise.all(
    speakers.map(({ page }) => page.evaluate((ms) => globalThis.confabTestkitDevices?.hush(ms), HUSH_MS)),
  );
  await Promise.all([
    expect.poll(up, once).toBeLessThan(SILENT_PER_SECOND),
    expect.poll(down, once).toBeLessThan(SILENT_PER_SECOND * (speakers.length - 1)),
  ]);
}

/** Packets of sound in a second since the last time it was asked, by the browser's own count and clock. */
function rateOf(person: Person, way: Way): () => Promise<number> {
  let before = { atMs: 0, packets: 0 };
  return async () => {
    const type = way === 'packetsSent' ? 'outbound-rtp' : 'inbound-rtp';
    const rows = (await person.statistics()).filter((row) => row['type'] === type && row['kind'] === 'audio');
    const atMs = Math.max(0, ...rows.map((row) => Number(row['timestamp'])));
    const packets = rows.reduce((sum, row) => sum + Number(row[way] ?? 0), 0);
    const rate = ((packets - before.packets) / (atMs - before.atMs)) * 1_000;
    before = { atMs, packets };
    return rate;
  };
}
