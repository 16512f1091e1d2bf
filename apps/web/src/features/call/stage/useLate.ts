import { useEffect, useState } from 'react';

/** True at once, and false only when it has been so for a while. */
export function useLate(isOn: boolean, lateMs: number): boolean {
  const [isHeld, setHeld] = useState(isOn);
  if (isOn && !isHeld) setHeld(true);
  useEffect(() => {
    if (isOn) return undefined;
    const timer = setTimeout(() => setHeld(false), lateMs);
    return () => clearTimeout(timer);
  }, [isOn, lateMs]);
  return isOn || isHeld;
}
