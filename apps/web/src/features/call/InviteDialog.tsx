import encodeQR from 'qr';
import { useMemo } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useCall, useVisit } from '../room/CallContext.ts';
import { CopyLink } from './CopyLink.tsx';
import styles from './Invitation.module.css';
import { toInviteLink } from './toInviteLink.ts';

/** The link to this room: to copy, or to film with a phone. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { invite: words, close } = useText();
  const link = toInviteLink(useVisit().roomId, location.origin);
  const { locked, waitingRoom } = useCall((call) => call.room);
  const openHint = waitingRoom ? words.waitingHint : words.hint;
  return (
    <Dialog title={words.title} closeLabel={close} onClose={onClose}>
      <p>{locked ? words.lockedHint : openHint}</p>
      <CopyLink link={link} />
      <QrCode text={link} label={words.qr} />
    </Dialog>
  );
}

function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = useMemo(() => encodeQR(text, 'raw', { border: 3 }), [text]);
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className={styles.qr} viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
