import { useEffect, useState } from 'react';
import { run } from '../../app/run.ts';

/** Copies a text and says for a moment that it has. */
export function useCopy(text: string): { readonly isCopied: boolean; readonly copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => run(navigator.clipboard.writeText(text).then(() => setCopied(true)));
  return { isCopied, copy };
}

const SHOWN_MS = 2_500;
