import { useId, type Ref } from 'react';
import styles from './Field.module.css';

type Props = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with the value, in one sentence. */
  readonly fault?: string | undefined;
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly ref?: Ref<HTMLInputElement>;
};

/** A line of text with its label above and its fault below. */
export function TextField({ label, value, onChange, fault, autoComplete = 'off', maxLength, ref }: Props) {
  const id = useId();
  const faultId = `${id}-fault`;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        className={styles.control}
        type="text"
        value={value}
        maxLength={maxLength}
        autoComplete={autoComplete}
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={fault !== undefined}
        aria-describedby={faultId}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={faultId} className={styles.fault} role="alert">
        {fault}
      </p>
    </div>
  );
}
