/** How loud the newest 10 ms are that an audio element plays, in dB below full scale. Self-contained, see toPageScript. */
export function createLevelMeter(audio: HTMLAudioElement): () => number {
  const WINDOW = 512;
  const context = new AudioContext({ sampleRate: 48_000 });
  const analyser = new AnalyserNode(context, { fftSize: WINDOW, smoothingTimeConstant: 0 });
  const [track] = audio.srcObject instanceof MediaStream ? audio.srcObject.getAudioTracks() : [];
  if (track) new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
  const samples = new Float32Array(WINDOW);
  let hasHeard = false;
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
    const levelDb = power > 0 ? 10 * Math.log10(power) : -200;
    // Silence before the first sound is only that nothing has come in yet.
    hasHeard ||= levelDb > -40;
    return hasHeard ? levelDb : 0;
  };
}
