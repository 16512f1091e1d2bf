import type { Person } from '@confab/testkit';

/** How many connections this person's page has made, and how many of them were ever connected. */
export async function connectionsOf(person: Person): Promise<{ readonly made: number; readonly connected: number }> {
  const texts = (await person.diary()).map(({ text }) => text);
  const numbers = (pattern: RegExp) => new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []));
  return { made: numbers(/^connection (\d+)/).size, connected: numbers(/^connection (\d+): .*, connected$/).size };
}

/** Of what is sent and what has arrived, by the browser's own count; and how many streams are set up for it. */
export async function mediaBytes(
  person: Person,
): Promise<{ readonly sent: number; readonly received: number; readonly streams: number }> {
  // What the worker measures a path with is nobody's picture.
  const rows = (await person.statistics()).filter(({ mid }) => mid !== 'probator');
  const sum = (type: string, field: string) =>
    rows.reduce((total, row) => (row['type'] === type ? total + Number(row[field] ?? 0) : total), 0);
  const streams = rows.filter(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp').length;
  return { sent: sum('outbound-rtp', 'bytesSent'), received: sum('inbound-rtp', 'bytesReceived'), streams };
}
