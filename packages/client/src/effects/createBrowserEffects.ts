import type { EffectsPort } from './EffectsPort.ts';

/** The browser's own, as far as it has what they need. */
export const createBrowserEffects = (): EffectsPort => ({
  available: (files) => ({
    strongNoiseSuppression:
      files !== undefined && typeof AudioWorkletNode !== 'undefined' && typeof WebAssembly !== 'undefined',
    blur: typeof HTMLCanvasElement !== 'undefined' && 'captureStream' in HTMLCanvasElement.prototype,
  }),
  strongNoiseSuppression: (files) => ({
    start: async (track, onFailed) =>
      (await import('./startNoiseSuppression.ts')).startNoiseSuppression({ track, files, onFailed }),
  }),
  blur: () => ({
    start: async (track, onFailed) => (await import('./startBlur.ts')).startBlur(track, onFailed),
  }),
});
