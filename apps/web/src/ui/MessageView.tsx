import { useCallback, type ReactNode } from 'react';
import styles from './MessageView.module.css';
import { Wordmark } from './Wordmark.tsx';

type Props = {
  readonly brand: string;
  readonly title: string;
  readonly text?: string | undefined;
  /** What else is to be known. */
  readonly note?: string;
  /** Stands above, or beside it where there is more width than height. */
  readonly picture?: ReactNode;
  readonly busy?: boolean;
  readonly children?: ReactNode;
};

/** A page that says one thing: what happened, and what can be done. Takes the focus, so that it is read out. */
export function MessageView({ brand, title, text, note, picture, busy = false, children }: Props) {
  const focus = useCallback((heading: HTMLHeadingElement | null) => heading?.focus(), []);
  return (
    <div className={`${styles.view} ${picture === undefined ? '' : styles.withPicture}`} aria-busy={busy}>
      <Wordmark label={brand} />
      {picture !== undefined && <div className={styles.picture}>{picture}</div>}
      <div className={styles.message}>
        <h1 ref={focus} tabIndex={-1}>
          {title}
        </h1>
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {note !== undefined && <p className={styles.text}>{note}</p>}
        {busy && <span className={styles.dots} aria-hidden="true" />}
      </div>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
