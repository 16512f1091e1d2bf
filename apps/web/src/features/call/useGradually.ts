import { useEffect, useState } from 'react';

type Shown = { readonly keys: ReadonlySet<string>; readonly budget: number };

/** More than these at a time would keep a page busy for longer than a press should take to be answered. */
const AT_ONCE = 10;
/** Nobody waits for a page that nobody sees, and its timers come once a second: there a voice must not wait for its turn. */
const allowed = () => (document.hidden ? Infinity : AT_ONCE);

/**
 * Which of these to draw by now: few new ones at once, the next few as soon as the page has drawn those. Whoever is drawn stays
 * until they are gone.
 */
export function useGradually(keys: readonly string[]): ReadonlySet<string> {
  const [shown, setShown] = useState<Shown>(() => ({ keys: new Set(), budget: allowed() }));
  const now = takeNext(shown, keys);
  if (now !== shown) setShown(now);
  const isSpent = now.budget < AT_ONCE;
  useEffect(() => {
    if (!isSpent) return undefined;
    const timer = setTimeout(() => setShown(({ keys: before }) => ({ keys: before, budget: allowed() })));
    return () => clearTimeout(timer);
  }, [isSpent, now]);
  return now.keys;
}

/** The same object when nothing changes. */
function takeNext(shown: Shown, keys: readonly string[]): Shown {
  const taken = keys.filter((key) => !shown.keys.has(key)).slice(0, shown.budget);
  const stays = keys.filter((key) => shown.keys.has(key));
  if (taken.length === 0 && stays.length === shown.keys.size) return shown;
  return { keys: new Set([...stays, ...taken]), budget: shown.budget - taken.length };
}
