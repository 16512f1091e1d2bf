import type { ReactNode } from 'react';
import styles from './Button.module.css';

type Props = {
  readonly children: ReactNode;
  readonly tone?: 'primary' | 'plain' | 'danger';
  readonly size?: 'normal' | 'small';
  /** The accessible name where the words alone would not say whom it concerns. */
  readonly label?: string;
  readonly type?: 'button' | 'submit';
  readonly busy?: boolean;
  readonly onPress?: () => void;
};

/** A button with words on it. While busy it keeps its focus and ignores presses. */
export function Button({
  children,
  tone = 'plain',
  type = 'button',
  size = 'normal',
  busy = false,
  label,
  onPress,
}: Props) {
  return (
    <button
      type={type}
      className={`${styles.button} ${styles[tone]} ${styles[size]}`}
      aria-label={label}
      aria-busy={busy}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}
