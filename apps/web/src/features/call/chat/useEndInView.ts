import { useCallback, useLayoutEffect, useRef } from 'react';

/** Near enough to have been reading there. */
const NEAR_PX = 40;

/** Keeps the end of a list in view: when more comes, and when the list becomes lower. Whoever reads further up is left there. */
export function useEndInView(entries: readonly unknown[]) {
  const list = useRef<HTMLUListElement>(null);
  const isAtEnd = useRef(true);
  const follow = useCallback(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, []);
  useLayoutEffect(follow, [entries, follow]);
  useLayoutEffect(() => {
    if (!list.current) return undefined;
    // A phone's keyboard takes half of the screen; a phone that is turned breaks the lines anew.
    const observer = new ResizeObserver(follow);
    observer.observe(list.current);
    return () => observer.disconnect();
  }, [follow]);
  const noteEnd = useCallback(() => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }, []);
  return { list, noteEnd };
}
