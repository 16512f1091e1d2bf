import type { CompiledModel } from '@litertjs/core';
import { getGlobalLiteRtPromise, loadAndCompile, loadLiteRt, supportsFeature, Tensor } from '@litertjs/core';
import type { SegmentationFiles } from './EffectsPort.ts';
import { fetchBytes } from './fetchBytes.ts';
import { brushOf } from './paintTrack.ts';

/**
 * Where in a picture the person is. The model takes one picture of RGB from 0 to 1 and gives for each of its pixels how
 * likely it is the person: one number, or two of which the second one is it.
 */
export class PersonFinder {
  /** White where the person is, and transparent elsewhere, as large as the model has it. */
  readonly mask: OffscreenCanvas;
  readonly #model: CompiledModel;
  readonly #input: ReturnType<typeof brushOf>;
  readonly #output: ReturnType<typeof brushOf>;
  readonly #pixels: Float32Array;
  readonly #image: ImageData;

  static async load(files: SegmentationFiles, onLoaded: (bytes: number) => void): Promise<PersonFinder> {
    let bytes = 0;
    const count = (more: number) => onLoaded((bytes += more));
    const [model] = await Promise.all([fetchBytes(files.model, count), loadRuntime(files, count)]);
    return new PersonFinder(await loadAndCompile(model, { accelerator: 'wasm' }));
  }

  private constructor(model: CompiledModel) {
    const [, height, width, channels] = model.getInputDetails()[0]?.shape ?? [];
    if (!height || !width || channels !== 3) throw new Error('the model takes no pictures');
    this.#model = model;
    this.mask = new OffscreenCanvas(width, height);
    this.#input = brushOf(new OffscreenCanvas(width, height), { alpha: false, willReadFrequently: true });
    this.#output = brushOf(this.mask, { alpha: true });
    this.#pixels = new Float32Array(width * height * 3);
    this.#image = new ImageData(width, height);
    // White, and transparent: what is behind shows in no frame, not even in the first one.
    this.#image.data.fill(255);
    for (let alpha = 3; alpha < this.#image.data.length; alpha += 4) this.#image.data[alpha] = 0;
  }

  /** Brings the mask to this picture. */
  async look(picture: CanvasImageSource): Promise<void> {
    const { width, height } = this.mask;
    this.#input.drawImage(picture, 0, 0, width, height);
    const { data } = this.#input.getImageData(0, 0, width, height);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      for (let channel = 0; channel < 3; channel++) this.#pixels[to++] = (data[from + channel] ?? 0) / 255;
    }
    const input = new Tensor(this.#pixels, [1, height, width, 3]);
    const outputs = await this.#model.run([input]);
    input.delete();
    this.#draw(outputs[0]?.toTypedArray() ?? []);
    for (const output of outputs) output.delete();
  }

  close(): void {
    this.#model.delete();
  }

  #draw(likely: ArrayLike<number>): void {
    const { data } = this.#image;
    const each = (likely.length * 4) / data.length;
    if (each !== 1 && each !== 2) throw new Error('the model gives no mask');
    for (let pixel = 0; pixel * 4 < data.length; pixel++) {
      const now = (likely[pixel * each + each - 1] ?? 0) * 255;
      // Half of what was there before: an edge that trembles is worse than one that comes a frame late.
      data[pixel * 4 + 3] = ((data[pixel * 4 + 3] ?? 0) + now) / 2;
    }
    this.#output.putImageData(this.#image, 0, 0);
  }
}

/** One for the page: it is large, and keeps nothing of a call. */
async function loadRuntime({ runtime, plainRuntime }: SegmentationFiles, onBytes: (count: number) => void) {
  if (getGlobalLiteRtPromise()) return getGlobalLiteRtPromise();
  const { script, wasm } = (await supportsFeature('relaxedSimd')) ? runtime : plainRuntime;
  const wasmBinary = await fetchBytes(wasm, onBytes);
  // Somebody who changed their mind meanwhile has asked twice.
  if (getGlobalLiteRtPromise()) return getGlobalLiteRtPromise();
  // Its loader takes the other file from here, and clears it away.
  Object.assign(globalThis, { Module: { wasmBinary } });
  return loadLiteRt(script);
}
