import { useText } from '../../text/TextContext.ts';
import { useVisit } from '../room/CallContext.ts';
import { CopyLink } from './CopyLink.tsx';
import styles from './Invitation.module.css';
import { toInviteLink } from './toInviteLink.ts';

/** For the first one in a room, who needs company. */
export function Invitation() {
  const { call: words } = useText();
  return (
    <section className={styles.card} aria-label={words.aloneTitle}>
      <h2 className={styles.title}>{words.aloneTitle}</h2>
      <p className={styles.text}>{words.aloneCure}</p>
      <CopyLink link={toInviteLink(useVisit().roomId, location.origin)} />
    </section>
  );
}
