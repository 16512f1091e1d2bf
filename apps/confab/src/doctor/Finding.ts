/** `problem`: calls will fail, or do already. `note`: fine here, and worth knowing. */
export type Level = 'ok' | 'note' | 'problem';

/** One thing that the doctor has looked at. */
export type Finding = {
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  /** What to do about it; every problem has one. */
  readonly cure?: string;
};

/** Finds for one check. */
export function finder(check: string) {
  return {
    ok: (text: string): Finding => ({ check, level: 'ok', text }),
    note: (text: string, cure?: string): Finding => ({ check, level: 'note', text, ...(cure && { cure }) }),
    problem: (text: string, cure: string): Finding => ({ check, level: 'problem', text, cure }),
  };
}
