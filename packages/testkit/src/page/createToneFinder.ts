/** What was found in a window of samples. */
export type Tones = {
  /** Those of the known tones that stand out, in Hz. */
  readonly tonesHz: readonly number[];
  /** Root mean square in dB below full scale; -200 is perfect silence. */
  readonly levelDb: number;
};

export type ToneFinderOptions = { readonly knownHz: readonly number[]; readonly sampleRate: number };

/** Finds known tones in windows of about 100 ms. Self-contained, see toPageScript. */
export function createToneFinder({ knownHz, sampleRate }: ToneFinderOptions): (samples: Float32Array) => Tones {
  const SILENCE_DB = -200;
  const AUDIBLE_DB = -50;
  /** Over what is right beside it: a click, or a tone that just begins, is broad; a voice of ours is not. */
  const STANDS_OUT_DB = 15;
  const BESIDE_HZ = 60;

  const toDb = (power: number) => (power > 0 ? 10 * Math.log10(power) : SILENCE_DB);

  // All of this runs ten times a second for each voice, on the machine that makes the call.
  let hann = new Float32Array(0);
  let windowed = new Float32Array(0);
  /** After a Hann window, which keeps a loud tone out of its neighbours' places. */
  function applyWindow(samples: Float32Array): void {
    const { length } = samples;
    if (hann.length !== length) {
      hann = Float32Array.from({ length }, (_, index) => 1 - Math.cos((2 * Math.PI * index) / length));
      windowed = new Float32Array(length);
    }
    for (let index = 0; index < length; index++) windowed[index] = (samples[index] ?? 0) * (hann[index] ?? 0);
  }

  /** Goertzel's algorithm. */
  function powerAt(frequencyHz: number): number {
    const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRate);
    let before = 0;
    let last = 0;
    for (let index = 0; index < windowed.length; index++) {
      const next = (windowed[index] ?? 0) + coefficient * last - before;
      before = last;
      last = next;
    }
    return (2 * (last ** 2 + before ** 2 - coefficient * last * before)) / windowed.length ** 2;
  }

  function levelOf(samples: Float32Array): number {
    let sum = 0;
    for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
    return toDb(sum / samples.length);
  }

  return (samples) => {
    const levelDb = levelOf(samples);
    if (levelDb < AUDIBLE_DB) return { tonesHz: [], levelDb };
    applyWindow(samples);
    const dbAt = (frequencyHz: number) => toDb(powerAt(frequencyHz));
    const tonesHz = knownHz.filter((toneHz) => {
      const toneDb = dbAt(toneHz);
      const isOver = (besideHz: number) => toneDb > dbAt(besideHz) + STANDS_OUT_DB;
      return toneDb > AUDIBLE_DB && isOver(toneHz - BESIDE_HZ) && isOver(toneHz + BESIDE_HZ);
    });
    return { tonesHz, levelDb };
  };
}
