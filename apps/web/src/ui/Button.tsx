import type { ReactNode } from 'react';
import styles from './Button.module.css';

type Props = {
  readonly children: ReactNode;
  readonly tone?: 'primary' | 'plain';
  readonly type?: 'button' | 'submit';
  readonly busy?: boolean;
  readonly onPress?: () => void;
};

/** A button with words on it. While busy it keeps its focus and ignores presses. */
export function Button({ children, tone = 'plain', type = 'button', busy = false, onPress }: Props) {
  return (
    <button
      type={type}
      className={`${styles.button} ${tone === 'primary' ? styles.primary : styles.plain}`}
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
