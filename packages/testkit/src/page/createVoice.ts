/**
 * A person's microphone: their tone. It swells four times a second like syllables do, since an even tone counts as noise
 * for a codec's voice detection. Self-contained, see toPageScript.
 */
export function createVoice(toneHz: number): MediaStream {
  const context = new AudioContext({ sampleRate: 48_000 });
  const tone = new OscillatorNode(context, { frequency: toneHz });
  const volume = new GainNode(context, { gain: 0.3 });
  const syllables = new OscillatorNode(context, { frequency: 4 });
  const depth = new GainNode(context, { gain: 0.15 });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  syllables.connect(depth).connect(volume.gain);
  tone.connect(volume).connect(out);
  tone.start();
  syllables.start();
  return out.stream;
}
