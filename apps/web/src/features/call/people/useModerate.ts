import { useState } from 'react';

/** Asks the room for something a host may ask, and knows when it was refused. */
export function useModerate() {
  const [hasFailed, setFailed] = useState(false);
  const moderate = (asked: Promise<void>) => {
    setFailed(false);
    asked.catch(() => setFailed(true));
  };
  return { hasFailed, moderate };
}
