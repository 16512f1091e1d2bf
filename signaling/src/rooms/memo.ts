import type { Memo } from '@confab/protocol';
import { memo, parseAs } from '@confab/protocol';

/** What the text says; undefined for one that this version cannot read: it is as if it were not there. */
export function readMemo(text: string): Memo | undefined {
  try {
    return parseAs(memo, JSON.parse(text));
  } catch {
    return undefined;
  }
}
