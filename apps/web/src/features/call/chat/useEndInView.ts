import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Near enough to have been reading there. */
const NEAR_PX = 40;

/** Keeps the end of a list in view: when more comes, and when the list becomes lower. Whoever reads further up is left there. */
export function useEndInView(entries: readonly unknown[]) {
  const list = useRef<HTMLUListElement>(null);
  const isAtEnd = useRef(true);
  const follow = useCallback(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, []);
  const [observer] = useState(() => new ResizeObserver(follow));
  useLayoutEffect(() => {
    // A phone's keyboard takes half of the screen; a phone that is turned breaks the lines anew.
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, [observer]);
  useLayoutEffect(() => {
    follow();
    // How high it is turns out when it is drawn (`content-visibility`).
    const newest = list.current?.lastElementChild;
    if (newest) observer.observe(newest);
    return () => void (newest && observer.unobserve(newest));
  }, [entries, follow, observer]);
  const noteEnd = useCallback(() => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }, []);
  return { list, noteEnd };
}
