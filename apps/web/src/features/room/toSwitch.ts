import type { LocalSource } from '@confab/client';

/** How the button of a microphone or camera stands. */
export type Switch = {
  /** A press switches off. Also while it starts: whoever hears "Unmute" can rely on being off. */
  readonly isOn: boolean;
  /** Wanted, and not yet confirmed. */
  readonly isBusy: boolean;
};

export function toSwitch({ wanted, actual }: LocalSource): Switch {
  const isStarting = wanted && (actual === 'starting' || actual === 'off');
  return { isOn: actual === 'on' || isStarting, isBusy: isStarting };
}
