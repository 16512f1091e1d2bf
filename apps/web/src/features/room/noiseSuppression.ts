import type { NoiseSuppressionFiles } from '@confab/client';
// Vite gives every file that is asked for by `?url` a default export: its address.
// oxlint-disable-next-line import/default
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import wasm from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import simdWasm from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';

/** Only their addresses: fetched by whoever switches it on. */
export const noiseSuppression: NoiseSuppressionFiles = { worklet, wasm, simdWasm };
