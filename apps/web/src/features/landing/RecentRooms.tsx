import { useState } from 'react';
import { Link } from 'wouter';
import { forgetRoom, readRecentRooms } from '../../device/recentRooms.ts';
import { useText } from '../../text/TextContext.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import styles from './LandingPage.module.css';

/** Where this device has been lately. Nobody else knows. */
export function RecentRooms() {
  const { landing } = useText();
  const [rooms, setRooms] = useState(() => readRecentRooms());
  if (rooms.length === 0) return null;
  const forget = (roomId: string) => {
    forgetRoom(roomId);
    setRooms(readRecentRooms());
  };
  return (
    <section className={styles.recent} aria-label={landing.recent}>
      <h2 className={styles.recentTitle}>{landing.recent}</h2>
      <ul className={styles.rooms}>
        {rooms.map(({ roomId, at }) => (
          <li key={roomId} className={styles.room}>
            <Link className={styles.roomLink} href={`/r/${roomId}`}>
              <span className={styles.roomCode}>{roomId}</span>
              <time className={styles.roomTime} dateTime={new Date(at).toISOString()}>
                {new Date(at).toLocaleDateString(document.documentElement.lang, { day: 'numeric', month: 'short' })}
              </time>
            </Link>
            <CloseButton label={landing.forget(roomId)} onClick={() => forget(roomId)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
