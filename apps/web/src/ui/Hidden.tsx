import type { ReactNode } from 'react';
import styles from './Hidden.module.css';

/** For screen readers only. */
export function Hidden({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <span id={id} className={styles.hidden}>
      {children}
    </span>
  );
}
