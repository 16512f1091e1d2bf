import { useLayoutEffect, useRef, useState } from 'react';
import type { Box } from './fitGrid.ts';

type Measured = {
  readonly box: Box;
  /** The window changes its shape: what is inside follows it at once, without a move of its own. */
  readonly isResizing: boolean;
};

const SETTLED_MS = 150;

/** The size of an element's inside, known before the first picture is drawn. */
export function useBox() {
  const ref = useRef<HTMLElement>(null);
  const [measured, setMeasured] = useState<Measured>({ box: { width: 0, height: 0 }, isResizing: true });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      setMeasured({ box: { width: element.clientWidth, height: element.clientHeight }, isResizing: true });
      clearTimeout(timer);
      timer = setTimeout(() => setMeasured((before) => ({ ...before, isResizing: false })), SETTLED_MS);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, []);
  return { ref, ...measured };
}
