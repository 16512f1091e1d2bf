/** Tells how loud a track is, from 0 to 1, ten times a second until the returned function is called. */
export function followLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // A page that nobody has touched yet may not listen either: that is no silence.
    if (context.state !== 'running') return wake(context);
    analyser.getFloatTimeDomainData(samples);
    tell(toLevel(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    // Closing twice is the only way for this to fail.
    context.close().catch(() => undefined);
  };
}

function wake(context: AudioContext): void {
  if (navigator.userActivation.hasBeenActive) context.resume().catch(() => undefined);
}

/** Root mean square on a scale of decibels: speech at a desk fills about half of it. */
export function toLevel(samples: Float32Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  if (energy === 0) return 0;
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(energy)) / RANGE_DB));
}

const RANGE_DB = 60;
