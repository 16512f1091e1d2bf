import styles from './Statistics.module.css';
import { toPath } from './toPath.ts';

type Props = {
  readonly label: string;
  readonly values: readonly number[];
  /** The newest value, in words. */
  readonly now: string;
};

/** The last minute of one figure, from zero to its highest. */
export function Chart({ label, values, now }: Props) {
  return (
    <figure className={styles.chart}>
      <figcaption>
        <span>{label}</span>
        <b>{now}</b>
      </figcaption>
      <svg viewBox="0 0 60 20" preserveAspectRatio="none" aria-hidden="true">
        <path d={toPath(values, { width: 60, height: 20, slots: 60 })} vectorEffect="non-scaling-stroke" />
      </svg>
    </figure>
  );
}
