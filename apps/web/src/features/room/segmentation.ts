import type { SegmentationFiles } from '@confab/client';
// Vite gives every file that is asked for by `?url` a default export: its address.
// oxlint-disable-next-line import/default
import plainScript from '@litertjs/core/wasm/litert_wasm_compat_internal.js?url';
import plainWasm from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
// oxlint-disable-next-line import/default
import script from '@litertjs/core/wasm/litert_wasm_internal.js?url';
import wasm from '@litertjs/core/wasm/litert_wasm_internal.wasm?url';

/** Only their addresses: fetched by whoever switches it on. The model is the operator's, where there is one. */
export const segmentation: SegmentationFiles = {
  model: '/segmentation.tflite',
  runtime: { script, wasm },
  plainRuntime: { script: plainScript, wasm: plainWasm },
};
