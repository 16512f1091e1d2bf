import styles from './Illustration.module.css';

/** Four people around a table that is a speech bubble; one of them talks. Decoration. */
export function Illustration() {
  return (
    <svg className={styles.picture} viewBox="0 0 480 400" aria-hidden="true">
      <path
        className={styles.bubble}
        d="M250 28c118 0 206 74 206 170S368 368 250 368c-34 0-66-6-94-17l-92 31 26-79c-29-29-46-65-46-105C44 102 132 28 250 28Z"
      />
      {SEATS.map(({ x, y, hue, speaks }) => (
        <g key={hue} transform={`translate(${x} ${y})`}>
          <rect className={speaks ? styles.speaking : styles.seat} data-hue={hue} width="132" height="104" rx="22" />
          <circle className={styles.head} data-hue={hue} cx="66" cy="42" r="18" />
          <path className={styles.head} data-hue={hue} d="M30 92a36 27 0 0 1 72 0v4H30Z" />
        </g>
      ))}
      <g className={styles.voice}>
        <path d="M360 98v12" />
        <path d="M369 92v24" />
        <path d="M378 98v12" />
      </g>
    </svg>
  );
}

const SEATS = [
  { x: 110, y: 82, hue: 'clay', speaks: false },
  { x: 262, y: 70, hue: 'spruce', speaks: true },
  { x: 122, y: 206, hue: 'plum', speaks: false },
  { x: 274, y: 196, hue: 'amber', speaks: false },
];
