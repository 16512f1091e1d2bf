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

  /** Goertzel's algorithm after a Hann window, which keeps a loud tone out of its neighbours' places. */
  function powerAt(frequencyHz: number, samples: Float32Array): number {
    const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRate);
    let [before, last] = [0, 0];
    for (const [index, sample] of samples.entries()) {
      const hann = 1 - Math.cos((2 * Math.PI * index) / samples.length);
      [before, last] = [last, sample * hann + coefficient * last - before];
    }
    return (2 * (last ** 2 + before ** 2 - coefficient * last * before)) / samples.length ** 2;
  }

  return (samples) => {
    const levelDb = toDb(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
    if (levelDb < AUDIBLE_DB) return { tonesHz: [], levelDb };
    const dbAt = (frequencyHz: number) => toDb(powerAt(frequencyHz, samples));
    const tonesHz = knownHz.filter((toneHz) => {
      const besideDb = Math.max(dbAt(toneHz - BESIDE_HZ), dbAt(toneHz + BESIDE_HZ));
      return dbAt(toneHz) > Math.max(AUDIBLE_DB, besideDb + STANDS_OUT_DB);
    });
    return { tonesHz, levelDb };
  };
}
