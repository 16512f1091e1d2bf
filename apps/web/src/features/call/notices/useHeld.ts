import { useEffect, useState } from 'react';

/** True only when it has been so for a while, and false at once. */
export function useHeld(isOn: boolean, heldMs: number): boolean {
  const [isHeld, setHeld] = useState(false);
  if (!isOn && isHeld) setHeld(false);
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setTimeout(() => setHeld(true), heldMs);
    return () => clearTimeout(timer);
  }, [isOn, heldMs]);
  return isOn && isHeld;
}
