import type { EffectsPort } from './EffectsPort.ts';

/** The browser's own, as far as it has what they need. */
export const createBrowserEffects = (): EffectsPort => ({
  available: (files) => ({
    strongNoiseSuppression:
      files !== undefined && typeof AudioWorkletNode !== 'undefined' && typeof WebAssembly !== 'undefined',
    segmentation: false,
    blur: typeof HTMLCanvasElement !== 'undefined' && 'captureStream' in HTMLCanvasElement.prototype,
  }),
  strongNoiseSuppression: (files) => ({
    start: async (track, onFailed) =>
      (await import('./startNoiseSuppression.ts')).startNoiseSuppression({ track, files, onFailed }),
  }),
  blur: () => ({
    start: async (track, onFailed) => (await import('./startBlur.ts')).startBlur(track, onFailed),
  }),
  hasModel: async ({ model }) => {
    if (typeof WebAssembly === 'undefined' || typeof OffscreenCanvas === 'undefined') return false;
    const { status, headers } = await fetch(model, { method: 'HEAD' });
    // Some servers answer everything with their page.
    return status === 200 && headers.get('Content-Type')?.startsWith('text/') !== true;
  },
  segmentation: (files, image) => ({
    start: async (track, onFailed, onLoaded = () => undefined) =>
      (await import('./startSegmentation.ts')).startSegmentation({ track, files, image, onFailed, onLoaded }),
  }),
});
