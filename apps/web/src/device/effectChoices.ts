import type { EffectsState } from '@confab/client';

export const suppressions = ['off', 'browser', 'strong'] as const satisfies readonly EffectsState['noiseSuppression'][];
export const plainBackgrounds = ['none', 'blurBehind', 'blur'] as const satisfies readonly EffectsState['background'][];
/** Pictures to stand in front of that the page draws itself. */
export const drawnBackgrounds = ['wall', 'hills', 'dusk'] as const;
export type DrawnBackground = (typeof drawnBackgrounds)[number];
/** The image of one's own. */
export const OWN = 'own';
export const backgrounds = [...plainBackgrounds, ...drawnBackgrounds, OWN] as const;

/** What the person wants done to the own sound and picture, in every call on this device. */
export type EffectChoices = {
  readonly noiseSuppression: (typeof suppressions)[number];
  readonly background: (typeof backgrounds)[number];
  readonly videoQuality: EffectsState['videoQuality'];
};

export const plainChoices: EffectChoices = { noiseSuppression: 'browser', background: 'none', videoQuality: 'auto' };

/** What is unfit gives way to what a new device has. */
export function parseEffectChoices(stored: unknown): EffectChoices {
  if (typeof stored !== 'object' || stored === null) return plainChoices;
  const { noiseSuppression, background, videoQuality } = stored as Partial<Record<keyof EffectChoices, unknown>>;
  return {
    noiseSuppression: suppressions.find((one) => one === noiseSuppression) ?? plainChoices.noiseSuppression,
    background: backgrounds.find((one) => one === background) ?? plainChoices.background,
    videoQuality: videoQuality === 'saver' ? 'saver' : 'auto',
  };
}
