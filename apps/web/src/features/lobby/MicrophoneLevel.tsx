import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from '../room/CallContext.ts';
import { followLevel } from './followLevel.ts';
import styles from './MicrophoneLevel.module.css';

/** Shows that the microphone hears something. The level goes straight to the element: it is too fast for the store. */
export function MicrophoneLevel({ trackId, label }: { readonly trackId: string; readonly label: string }) {
  const { tracks } = useSession();
  const track = useSyncExternalStore(tracks.subscribe, () => tracks.get(trackId));
  const attach = useCallback(
    (meter: HTMLDivElement) => {
      if (!track) return undefined;
      return followLevel(track, (level) => meter.style.setProperty('--level', level.toFixed(2)));
    },
    [track],
  );
  return (
    <div ref={attach} className={styles.meter} role="img" aria-label={label}>
      <span className={styles.bar} />
      <span className={styles.bar} />
      <span className={styles.bar} />
    </div>
  );
}
