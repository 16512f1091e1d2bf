import { Link2 } from 'lucide-react';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { useVisit } from '../room/CallContext.ts';
import styles from './Invitation.module.css';
import { toInviteLink } from './toInviteLink.ts';
import { useCopy } from './useCopy.ts';

/** For the first one in a room, who needs company. */
export function Invitation() {
  const { call: words } = useText();
  const link = toInviteLink(useVisit().roomId, location.origin);
  const { isCopied, copy } = useCopy(link);
  return (
    <section className={styles.card} aria-label={words.aloneTitle}>
      <h2 className={styles.title}>{words.aloneTitle}</h2>
      <p className={styles.text}>{words.aloneCure}</p>
      <div className={styles.row}>
        <input
          className={styles.link}
          aria-label={words.inviteLink}
          value={link}
          readOnly
          onFocus={(event) => event.target.select()}
        />
        <Button onPress={copy}>
          <Link2 size={18} aria-hidden="true" />
          <span aria-live="polite">{isCopied ? words.copied : words.copy}</span>
        </Button>
      </div>
    </section>
  );
}
