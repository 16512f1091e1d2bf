const RATE = 48_000;
const SECONDS = 2;

/** Samples of one loop, the same each time. */
type Sound = () => Float32Array<ArrayBuffer>;

/** White noise of a seed. */
const hiss: Sound = () => {
  let state = 20_261_121;
  return new Float32Array(RATE * SECONDS).map(() => {
    // A linear congruential generator is random enough for an ear.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0xff_ff_ff_ff - 0.5;
  });
};

/** As of a fan: noise, less of it the higher it is. */
export const noise: Sound = () => {
  let level = 0;
  return hiss().map((one) => (level = 0.99 * level + 0.03 * one));
};

/** Harmonics of a low voice that goes up and down, louder around two formants, in syllables. */
export const voice: Sound = () => {
  const samples = new Float32Array(RATE * SECONDS);
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const at = index / RATE;
    phase += (2 * Math.PI * (PITCH_HZ + 20 * Math.sin(Math.PI * at))) / RATE;
    let sum = 0;
    for (const [overtone, loudness] of harmonics.entries()) sum += loudness * Math.sin((overtone + 1) * phase);
    const syllable = 0.5 - 0.5 * Math.cos(6 * Math.PI * at);
    samples[index] = 0.25 * syllable * sum;
  }
  return samples;
};

const PITCH_HZ = 140;
const harmonics = Array.from({ length: 16 }, (_, index) => {
  const near = (formantHz: number, widthHz: number) =>
    Math.exp(-((((index + 1) * PITCH_HZ - formantHz) / widthHz) ** 2));
  return near(600, 250) + 0.5 * near(1_200, 300) + 0.1;
});

/** A track that sounds as is wanted, and ears for it and others. */
export function createSounds() {
  const context = new AudioContext({ sampleRate: RATE });
  const target = context.createMediaStreamDestination();
  const [track] = target.stream.getAudioTracks();
  if (!track) throw new Error('nothing comes out of an audio context');
  let source: AudioBufferSourceNode | undefined;
  return {
    track,
    play(sound: Sound): void {
      source?.disconnect();
      const buffer = context.createBuffer(1, RATE * SECONDS, RATE);
      buffer.copyToChannel(sound(), 0);
      source = new AudioBufferSourceNode(context, { buffer, loop: true });
      source.connect(target);
      source.start();
    },
    listenTo(other: MediaStreamTrack): AnalyserNode {
      const ear = new AnalyserNode(context, { fftSize: 32_768 });
      context.createMediaStreamSource(new MediaStream([other])).connect(ear);
      return ear;
    },
    close: () => context.close(),
  };
}

/** Of the last two thirds of a second, in dB of full scale. */
export function levelOf(ear: AnalyserNode): number {
  const samples = new Float32Array(ear.fftSize);
  ear.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  return 10 * Math.log10(power + 1e-12);
}
