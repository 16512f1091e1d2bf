import styles from './Wordmark.module.css';

/** "Confab", drawn: its first o is a speech bubble. */
export function Wordmark({ label }: { readonly label: string }) {
  return (
    <svg className={styles.wordmark} viewBox="3 0 151 40" role="img" aria-label={label}>
      <g className={styles.letters}>
        <path d="M28.4 11.9a12.5 12.5 0 1 0 0 17.2" />
        <path d="M65.5 33V15.2M65.5 24a8 8 0 0 1 16 0v9" />
        <path d="M101.5 8.1c-5.2-.6-7.8 2.2-7.8 7V33M89 16.6h11" />
        <circle cx="113" cy="24" r="9" />
        <path d="M122 15.2V33M132.5 7v26" />
        <circle cx="141.5" cy="24" r="9" />
      </g>
      <path
        className={styles.bubble}
        d="M46 12.5a11.5 11.5 0 1 1-5.6 21.5l-5.6 1.6 1.5-5.6A11.5 11.5 0 0 1 46 12.5Zm0 5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z"
      />
    </svg>
  );
}
