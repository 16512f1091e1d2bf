import type { EffectsState } from '../CallSnapshot.ts';
import type { TrackEffect } from './TrackEffect.ts';

/** What this surrounding can do to a sound or a picture. Each is fetched when it is first used. */
export type EffectsPort = {
  available(files: NoiseSuppressionFiles | undefined): EffectsState['available'];
  strongNoiseSuppression(files: NoiseSuppressionFiles): TrackEffect;
  blur(): TrackEffect;
  /** Whether there is a model at that address. */
  hasModel(files: SegmentationFiles): Promise<boolean>;
  /** Behind the person is this image, or what is there, blurred. */
  segmentation(files: SegmentationFiles, image: BackgroundImage | undefined): TrackEffect;
};

/** What may stand behind a person. It stays on this device. */
export type BackgroundImage = ImageBitmap | OffscreenCanvas;

/**
 * Where the page serves what finds a person in a picture: the operator's model, and the files of `@litertjs/core` that
 * run it. The plain ones are for processors without relaxed SIMD.
 */
export type SegmentationFiles = {
  readonly model: string;
  readonly runtime: { readonly script: string; readonly wasm: string };
  readonly plainRuntime: { readonly script: string; readonly wasm: string };
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
