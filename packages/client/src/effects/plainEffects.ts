import type { EffectsState } from '../CallSnapshot.ts';

/** What every call begins with, in a browser of which nothing is known. */
export const plainEffects: EffectsState = {
  noiseSuppression: 'browser',
  background: 'none',
  videoQuality: 'auto',
  available: { strongNoiseSuppression: false, blur: false, segmentation: false },
};
