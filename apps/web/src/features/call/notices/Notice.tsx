import type { ReactNode } from 'react';
import { CloseButton } from '../../../ui/CloseButton.tsx';
import styles from './Notice.module.css';

type Props = {
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'warning';
  readonly actions?: ReactNode;
  readonly dismissLabel?: string;
  readonly onDismiss?: () => void;
};

/** One sentence above the call, that hides nobody's face and asks for nothing. */
export function Notice({ children, tone = 'warning', actions, dismissLabel, onDismiss }: Props) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`}>
      <p className={styles.text}>{children}</p>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      {onDismiss !== undefined && <CloseButton label={dismissLabel} onClick={onDismiss} isInherited />}
    </div>
  );
}
