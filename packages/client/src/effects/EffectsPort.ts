import type { EffectsState } from '../CallSnapshot.ts';
import type { TrackEffect } from './TrackEffect.ts';

/** What this surrounding can do to a sound or a picture. Each is fetched when it is first used. */
export type EffectsPort = {
  available(files: NoiseSuppressionFiles | undefined): EffectsState['available'];
  strongNoiseSuppression(files: NoiseSuppressionFiles): TrackEffect;
  blur(): TrackEffect;
};

/**
 * Where the page serves the files of `@sapphi-red/web-noise-suppressor` from, as URLs: only its bundler knows. They are a
 * worklet and WebAssembly, so a content security policy has to allow `'wasm-unsafe-eval'`.
 */
export type NoiseSuppressionFiles = {
  readonly worklet: string;
  readonly wasm: string;
  readonly simdWasm: string;
};
