import type { Person } from '@confab/testkit';

export type Uplink = { readonly atMs: number; readonly bits: number };

/** What this person's page has sent of pictures so far, headers and all, by the browser's own count and clock. */
export async function readUplink(person: Person): Promise<Uplink> {
  const rows = (await person.statistics()).filter((row) => row['type'] === 'outbound-rtp' && row['kind'] === 'video');
  const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key] ?? 0), 0);
  const atMs = Math.max(...rows.map((row) => Number(row['timestamp'])));
  return { atMs, bits: 8 * (sum('bytesSent') + sum('headerBytesSent')) };
}

export const toKbps = (from: Uplink, to: Uplink): number => (to.bits - from.bits) / (to.atMs - from.atMs);
