import { sources } from '@confab/protocol';
import type { Source } from '@confab/protocol';
import type { LinkReport } from './DirectLink.ts';

/** What came over the link as a report; undefined for anything else: the other end is a stranger's program. */
export function parseReport(data: unknown): LinkReport | undefined {
  if (typeof data !== 'string' || data.length > MAX_REPORT_LENGTH) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { sending, playing, isDone } = value as Partial<Record<keyof LinkReport, unknown>>;
  if (!isSources(sending) || !isSources(playing) || typeof isDone !== 'boolean') return undefined;
  return { sending, playing, isDone };
}

const isSources = (value: unknown): value is Source[] =>
  Array.isArray(value) && value.every((one) => (sources as readonly unknown[]).includes(one));

const MAX_REPORT_LENGTH = 512;
