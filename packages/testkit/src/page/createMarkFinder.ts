export type MarkFinder = {
  /** Also in this, from now on. Once is enough. */
  readonly listenTo: (audio: HTMLAudioElement) => void;
  /** How long ago the tone began, in milliseconds; undefined while it has not. Nothing since the call before is left out. */
  readonly find: () => number | undefined;
  readonly close: () => void;
};

/** Looks for a tone in what audio elements play. Self-contained, see toPageScript. */
export function createMarkFinder(markHz: number): MarkFinder {
  const SAMPLE_RATE = 48_000;
  const STEP = 480;
  /** The longest that an analyser remembers: 0.68 s, in which a busy page should come to listen again. */
  const MEMORY = 32_768;
  const AUDIBLE_DB = -35;

  const context = new AudioContext({ sampleRate: SAMPLE_RATE });
  const analyser = new AnalyserNode(context, { fftSize: MEMORY, smoothingTimeConstant: 0 });
  const heardTracks = new Set<MediaStreamTrack>();
  const samples = new Float32Array(MEMORY);
  let heardUntil = 0;

  /** Goertzel's algorithm after a Hann window, which keeps a voice out of the mark's place. */
  function levelDbAt(from: number): number {
    const coefficient = 2 * Math.cos((2 * Math.PI * markHz) / SAMPLE_RATE);
    let [before, last] = [0, 0];
    for (let index = 0; index < STEP; index++) {
      const hann = 1 - Math.cos((2 * Math.PI * index) / STEP);
      [before, last] = [last, (samples[from + index] ?? 0) * hann + coefficient * last - before];
    }
    const power = (2 * (last ** 2 + before ** 2 - coefficient * last * before)) / STEP ** 2;
    return power > 0 ? 10 * Math.log10(power) : -200;
  }

  return {
    listenTo(audio) {
      const [track] = audio.srcObject instanceof MediaStream ? audio.srcObject.getAudioTracks() : [];
      if (!track || heardTracks.has(track)) return;
      heardTracks.add(track);
      new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
    },
    find() {
      const played = Math.round(context.currentTime * SAMPLE_RATE);
      const fresh = Math.floor(Math.min(played - heardUntil, MEMORY) / STEP) * STEP;
      heardUntil = played;
      analyser.getFloatTimeDomainData(samples);
      for (let from = MEMORY - fresh; from < MEMORY; from += STEP) {
        if (levelDbAt(from) > AUDIBLE_DB) return ((MEMORY - from) / SAMPLE_RATE) * 1_000;
      }
      return undefined;
    },
    close: () => void context.close(),
  };
}
