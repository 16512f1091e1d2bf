import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, note, problem } = finder('clock');

export type ClockQuestion = {
  readonly nowMs: number;
  /** When what runs here was made: it cannot be earlier than that. */
  readonly builtAtMs: number;
  /** Undefined where the system does not say. */
  readonly isSynchronised: boolean | undefined;
};

/** Join tokens and relay credentials are good for a while: of a wrong clock they are too old, or not yet good. */
export function judgeClock({ nowMs, builtAtMs, isSynchronised }: ClockQuestion): Finding {
  const cure = 'Set it, and have it kept right: timedatectl set-ntp true.';
  const now = new Date(nowMs).toISOString();
  if (nowMs < builtAtMs) return problem(`This machine's clock says ${now}, and Confab is newer than that.`, cure);
  if (isSynchronised === false) return note(`This machine's clock says ${now}; nothing keeps it right.`, cure);
  return ok(`The clock says ${now}${isSynchronised ? ', and is kept right' : ''}.`);
}
