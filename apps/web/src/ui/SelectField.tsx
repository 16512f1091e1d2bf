import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import styles from './Field.module.css';

export type Option = { readonly value: string; readonly label: string };

type Props = {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  /** Shown, disabled, while there is nothing to choose from. */
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
  readonly fault?: string | undefined;
};

/** The system's own list to pick from, which every phone and screen reader knows. */
export function SelectField({ label, options, value, placeholder, onChange, fault }: Props) {
  const id = useId();
  const isEmpty = options.length === 0;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.picker}>
        <select
          id={id}
          className={`${styles.control} ${styles.select}`}
          disabled={isEmpty}
          value={value}
          aria-describedby={fault === undefined ? undefined : `${id}-fault`}
          onChange={(event) => onChange(event.target.value)}
        >
          {isEmpty && <option>{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown className={styles.arrow} size={18} aria-hidden="true" />
      </div>
      {fault !== undefined && (
        <p id={`${id}-fault`} className={styles.notice} role="status">
          {fault}
        </p>
      )}
    </div>
  );
}
