/** Hears how loud a track is, without anything of it leaving the machine. */
export type MeterPort = (track: MediaStreamTrack) => Meter;

export type Meter = {
  /** The loudest since it was asked last, from 0 to 1. */
  peak(): number;
  close(): void;
};

/** By an AnalyserNode; a context that may not run yet (no gesture so far) hears nothing. */
export const openBrowserMeter: MeterPort = (track) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 16_384;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    peak() {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    },
    close: () => void context.close(),
  };
};
