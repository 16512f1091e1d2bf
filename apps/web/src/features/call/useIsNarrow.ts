import { useSyncExternalStore } from 'react';

/** Ten buttons of a finger's width, their gaps and the edge. */
const NARROW = '(width < 38rem)';

/** Whether the window is a phone's: not all buttons fit into one row. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(follow, () => matchMedia(NARROW).matches);
}

function follow(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
