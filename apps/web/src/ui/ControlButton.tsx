import { useId, type ReactNode } from 'react';
import styles from './ControlButton.module.css';
import { Hidden } from './Hidden.tsx';

type Props = {
  /** The accessible name: what the press will do. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: 'neutral' | 'off' | 'danger';
  readonly busy?: boolean;
  /** One sentence on what is wrong; the button carries a mark. */
  readonly warning?: string | undefined;
  /** The key that does the same. */
  readonly shortcut?: string;
  /** The id of the popover that it opens. */
  readonly opens?: string;
  readonly onPress?: () => void;
};

/** A round button with an icon, as in the toolbar of a call. */
export function ControlButton({
  label,
  icon,
  tone = 'neutral',
  busy = false,
  warning,
  shortcut,
  opens,
  onPress,
}: Props) {
  const warningId = useId();
  return (
    <button
      type="button"
      className={`${styles.button} ${styles[tone]}`}
      aria-label={label}
      aria-busy={busy}
      aria-describedby={warning === undefined ? undefined : warningId}
      aria-keyshortcuts={shortcut}
      popoverTarget={opens}
      onClick={onPress}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      {warning !== undefined && (
        <span className={styles.mark}>
          <Hidden id={warningId}>{warning}</Hidden>
        </span>
      )}
      <span className={styles.tip} aria-hidden="true">
        {label}
        {shortcut !== undefined && <kbd className={styles.key}>{shortcut}</kbd>}
      </span>
    </button>
  );
}
