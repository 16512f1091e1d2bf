import { useCallback, useId, type ReactNode } from 'react';
import { CloseButton } from './CloseButton.tsx';
import styles from './Panel.module.css';

type Props = {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A column beside the call, above it on a phone. Takes the focus; Escape closes it. */
export function Panel({ title, closeLabel, onClose, children }: Props) {
  const id = useId();
  const focus = useCallback((heading: HTMLHeadingElement | null) => heading?.focus(), []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it wherever in it the focus is
    <aside
      className={styles.panel}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className={styles.header}>
        <h2 ref={focus} id={id} className={styles.title} tabIndex={-1}>
          {title}
        </h2>
        <CloseButton label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}
