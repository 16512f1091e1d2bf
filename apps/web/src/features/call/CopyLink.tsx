import { Link2 } from 'lucide-react';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Invitation.module.css';
import { useCopy } from './useCopy.ts';

/** An address, and a button that takes it along. */
export function CopyLink({ link }: { readonly link: string }) {
  const { call: words } = useText();
  const { isCopied, copy } = useCopy(link);
  return (
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
  );
}
