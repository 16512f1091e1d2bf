import type { ReactNode } from 'react';
import styles from './Menu.module.css';

type Props = {
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly label?: string;
  readonly tone?: 'plain' | 'danger';
  /** The id of the popover that the press closes. */
  readonly closes?: string;
  readonly onPress: () => void;
};

/** One line of a menu. */
export function MenuItem({ icon, children, label, tone = 'plain', closes, onPress }: Props) {
  return (
    <button
      type="button"
      className={`${styles.item} ${tone === 'danger' ? styles.danger : ''}`}
      aria-label={label}
      popoverTarget={closes}
      popoverTargetAction={closes === undefined ? undefined : 'hide'}
      onClick={onPress}
    >
      {icon}
      {children}
    </button>
  );
}
