import styles from './Wordmark.module.css';

/** "Confab", drawn: its first o is a speech bubble. */
export function Wordmark({ label }: { readonly label: string }) {
  return (
    <svg className={styles.wordmark} viewBox="0 0 147 40" role="img" aria-label={label}>
      <g className={styles.letters}>
        <path d="M26.4 12.1a12.5 12.5 0 1 0 0 16.8" />
        <path d="M60.5 33V15.2M60.5 24a8 8 0 0 1 16 0v9" />
        <path d="M96 8.1c-5.2-.6-7.8 2.2-7.8 7V33M83.4 16.6h11" />
        <circle cx="107.5" cy="24" r="9" />
        <path d="M116.5 15.2V33M126.5 7v26" />
        <circle cx="135.5" cy="24" r="9" />
      </g>
      <path
        className={styles.bubble}
        d="M42.6 12.6a11.4 11.4 0 1 1-5.3 21.5l-5.9 2 1.9-5.7a11.4 11.4 0 0 1 9.3-17.8Zm0 5a6.4 6.4 0 1 0 0 12.8 6.4 6.4 0 0 0 0-12.8Z"
      />
    </svg>
  );
}
