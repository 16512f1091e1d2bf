import type { ReactionHeard } from '@confab/client';
import { useEffect, useState } from 'react';
import { useSession } from '../room/CallContext.ts';
import styles from './Reactions.module.css';
import { reactionSigns } from './reactionSigns.ts';

type Shown = ReactionHeard & { readonly id: number; readonly lane: number };

const SHOWN_MS = 3_500;
const MOST = 20;

/** Reactions, each for a moment, with the name of whom it is from. */
export function ReactionShow() {
  const session = useSession();
  const [shown, setShown] = useState<readonly Shown[]>([]);
  useEffect(() => {
    let count = 0;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = session.onReaction((heard) => {
      const id = ++count;
      setShown((before) => [...before, { ...heard, id, lane: id % 5 }].slice(-MOST));
      const timer = setTimeout(() => {
        timers.delete(timer);
        setShown((before) => before.filter((one) => one.id !== id));
      }, SHOWN_MS);
      timers.add(timer);
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [session]);
  return (
    <div className={styles.show} aria-hidden="true">
      {shown.map(({ id, reaction, displayName, lane }) => (
        <div key={id} className={styles.shown} style={{ insetInlineStart: `${lane * 4}rem` }}>
          <span className={styles.sign}>{reactionSigns[reaction]}</span>
          <bdi className={styles.from}>{displayName}</bdi>
        </div>
      ))}
    </div>
  );
}
