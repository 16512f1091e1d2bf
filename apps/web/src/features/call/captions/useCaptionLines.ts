import type { CaptionHeard } from '@confab/client';
import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../../room/CallContext.ts';
import { forgetAt, forgetLines, hearCaption, type CaptionLine } from './keepLines.ts';

/** What is to be read now, of the others and of oneself. */
export function useCaptionLines() {
  const session = useSession();
  const [lines, setLines] = useState<readonly CaptionLine[]>([]);
  const add = useCallback(
    (heard: CaptionHeard) => setLines((before) => hearCaption(before, heard, performance.now())),
    [],
  );
  useEffect(() => session.onCaption(add), [session, add]);
  useEffect(() => {
    const at = forgetAt(lines);
    if (at === undefined) return undefined;
    const forget = () => setLines((before) => forgetLines(before, performance.now()));
    const timer = setTimeout(forget, Math.max(0, at - performance.now()) + 1);
    return () => clearTimeout(timer);
  }, [lines]);
  return { lines, add };
}
