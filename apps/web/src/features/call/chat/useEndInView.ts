import { useCallback, useLayoutEffect, useRef } from 'react';

/** Near enough to have been reading there. */
const NEAR_PX = 40;

/** Keeps the end of a list in view: when more comes, and when the list becomes lower. Whoever reads further up is left there. */
export function useEndInView(entries: readonly unknown[]) {
  const list = useRef<HTMLUListElement>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  const follow = useCallback(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, []);
  const observer = useRef<ResizeObserver>(undefined);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(follow);
    observer.current = watch;
    // A phone's keyboard takes half of the screen; a phone that is turned breaks the lines anew.
    if (list.current) watch.observe(list.current);
    return () => watch.disconnect();
  }, [follow]);
  useLayoutEffect(() => {
    follow();
    // How high it is turns out when it is drawn (`content-visibility`).
    const newest = list.current?.lastElementChild;
    if (newest) observer.current?.observe(newest);
    return () => void (newest && observer.current?.unobserve(newest));
  }, [entries, follow]);
  const noteEnd = useCallback(() => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Told of a scroll in the moment in which the list becomes lower, the end is far although nobody went away from it.
    isAtEnd.current = isNear || (isAtEnd.current && scrollTop >= lastTop.current);
    lastTop.current = scrollTop;
  }, []);
  return { list, noteEnd };
}
