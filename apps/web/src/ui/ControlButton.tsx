import { useId, type ReactNode } from 'react';
import styles from './ControlButton.module.css';
import { Hidden } from './Hidden.tsx';

type Props = {
  readonly id?: string;
  /** The accessible name: what the press will do. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: 'neutral' | 'off' | 'active' | 'danger';
  readonly busy?: boolean;
  /** One sentence on what is wrong; the button carries a mark. */
  readonly warning?: string | undefined;
  /** How many there are to look at, and what that means. */
  readonly badge?: { readonly count: number; readonly meaning: string; readonly isUrgent?: boolean } | undefined;
  /** The key that does the same. */
  readonly shortcut?: string | undefined;
  /** The id of the popover that it opens. */
  readonly opens?: string;
  /** The id of the popover that it closes. */
  readonly closes?: string | undefined;
  /** Whether what it shows and hides is shown now. */
  readonly isExpanded?: boolean;
  /** It stands in the upper corner of a page. */
  readonly isInCorner?: boolean;
  readonly onPress?: () => void;
};

/** A round button with an icon, as in the toolbar of a call. */
export function ControlButton(props: Props) {
  const {
    id,
    label,
    icon,
    tone = 'neutral',
    busy = false,
    warning,
    badge,
    shortcut,
    opens,
    closes,
    isExpanded,
    isInCorner = false,
    onPress,
  } = props;
  const aboutId = useId();
  const about = warning ?? badge?.meaning;
  return (
    <button
      id={id}
      type="button"
      className={`${styles.button} ${styles[tone]} ${isInCorner ? styles.corner : ''}`}
      aria-label={label}
      aria-busy={busy}
      aria-describedby={about === undefined ? undefined : aboutId}
      aria-keyshortcuts={shortcut}
      aria-expanded={isExpanded}
      popoverTarget={opens ?? closes}
      popoverTargetAction={closes === undefined ? undefined : 'hide'}
      onClick={onPress}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      {warning !== undefined && <span className={styles.mark} />}
      {warning === undefined && badge !== undefined && (
        <span
          className={`${styles.badge} ${badge.isUrgent ? styles.urgent : ''}`}
          data-count={badge.count > 99 ? '99+' : badge.count}
          aria-hidden="true"
        />
      )}
      {about !== undefined && <Hidden id={aboutId}>{about}</Hidden>}
      <span className={styles.tip} aria-hidden="true">
        {label}
        {shortcut !== undefined && <kbd className={styles.key} data-key={shortcut} />}
      </span>
    </button>
  );
}
