import type { ReactNode } from 'react';
import { Link } from 'wouter';
import styles from './Button.module.css';

/** A link inside the app that looks like a button. */
export function LinkButton({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} className={`${styles.button} ${styles.plain}`}>
      {children}
    </Link>
  );
}
