/** A microphone that can be made silent, and that can be told to make a sound that nobody else makes. */
export type Voice = {
  readonly stream: MediaStream;
  /** Silent for so long from now on; says when that began, by the clock that all pages of a machine share. */
  readonly hush: (ms: number) => number;
  /** Another tone beside the voice for so long from now on; says when it began, by that clock. */
  readonly mark: (hz: number, ms: number) => number;
};

/**
 * A person's microphone: their tone. It swells four times a second like syllables do, since an even tone counts as noise
 * for a codec's voice detection. Self-contained, see toPageScript.
 */
export function createVoice(toneHz: number): Voice {
  // It goes into a call and to no speaker. Opening one for it, where the machine has any, would be work for three processes.
  const nowhere = { sinkId: { type: 'none' } } as AudioContextOptions;
  const context = new AudioContext({ ...nowhere, sampleRate: 48_000 });
  const tone = new OscillatorNode(context, { frequency: toneHz });
  const volume = new GainNode(context, { gain: 0.3 });
  const syllables = new OscillatorNode(context, { frequency: 4 });
  const depth = new GainNode(context, { gain: 0.15 });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  syllables.connect(depth).connect(volume.gain);
  const mouth = new GainNode(context, { gain: 1 });
  tone.connect(volume).connect(mouth).connect(out);
  tone.start();
  syllables.start();
  const sharedNow = () => performance.timeOrigin + performance.now();
  return {
    stream: out.stream,
    hush: (ms) => {
      mouth.gain.setValueAtTime(0, context.currentTime);
      mouth.gain.setValueAtTime(1, context.currentTime + ms / 1_000);
      return sharedNow();
    },
    mark: (hz, ms) => {
      const mark = new OscillatorNode(context, { frequency: hz });
      mark.connect(new GainNode(context, { gain: 0.3 })).connect(out);
      mark.start();
      mark.stop(context.currentTime + ms / 1_000);
      return sharedNow();
    },
  };
}
