import { memo } from 'react';
import styles from './Avatar.module.css';
import { toInitials } from './toInitials.ts';

/** Initials on the colour that `--peer-hue` of something around it says. */
export const Avatar = memo(
  // Counting characters takes a millisecond or two: once for a name, not each time that somebody speaks.
  function Avatar({ name }: { readonly name: string }) {
    return (
      <span className={styles.avatar} aria-hidden="true">
        {toInitials(name)}
      </span>
    );
  },
);
