import type { CaptionHeard } from '@confab/client';

export type CaptionLine = CaptionHeard & { readonly key: string; readonly heardAt: number };

const MOST = 3;
/** As long as it takes to read, when nothing follows. */
const READ_MS = 8_000;

/** The newest few: what goes on being said stays where it is. */
export function hearCaption(lines: readonly CaptionLine[], heard: CaptionHeard, now: number): readonly CaptionLine[] {
  const key = `${heard.peerId}:${heard.captionId}`;
  const line = { ...heard, key, heardAt: now };
  const isKnown = lines.some((one) => one.key === key);
  return isKnown ? lines.map((one) => (one.key === key ? line : one)) : [...lines, line].slice(-MOST);
}

export const forgetLines = (lines: readonly CaptionLine[], now: number): readonly CaptionLine[] =>
  lines.some(({ heardAt }) => now - heardAt >= READ_MS)
    ? lines.filter(({ heardAt }) => now - heardAt < READ_MS)
    : lines;

/** When the first of them has been read; undefined when there is none. */
export const forgetAt = (lines: readonly CaptionLine[]): number | undefined =>
  lines.length === 0 ? undefined : Math.min(...lines.map(({ heardAt }) => heardAt)) + READ_MS;
