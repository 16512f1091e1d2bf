import { X } from 'lucide-react';
import styles from './CloseButton.module.css';

type Props = {
  readonly label: string | undefined;
  readonly onClick: () => void;
  /** On a coloured ground: in the colour of the text around it. */
  readonly isInherited?: boolean;
};

/** The cross that puts something away. */
export function CloseButton({ label, onClick, isInherited = false }: Props) {
  return (
    <button
      type="button"
      className={isInherited ? styles.inherited : styles.close}
      aria-label={label}
      onClick={onClick}
    >
      <X size={20} aria-hidden="true" />
    </button>
  );
}
