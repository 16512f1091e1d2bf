import type { createToneFinder, Tones } from './createToneFinder.ts';

export type ListenerOptions = {
  readonly createToneFinder: typeof createToneFinder;
  readonly knownHz: readonly number[];
};

/**
 * Listens to what audio elements play, without gaps: each call gives the windows of 100 ms that an element has played since
 * the call before, oldest first. Self-contained, see toPageScript.
 */
export function createListener({ createToneFinder, knownHz }: ListenerOptions): (audio: HTMLAudioElement) => Tones[] {
  const SAMPLE_RATE = 48_000;
  const WINDOW = 4_800;
  /** The longest that an analyser remembers: 0.68 s, in which a busy page should come to listen again. */
  const MEMORY = 32_768;
  type Ear = { readonly analyser: AnalyserNode; heardUntil: number };

  const silence: Tones = { tonesHz: [], levelDb: -200 };
  const ears = new WeakMap<MediaStreamTrack, Ear>();
  const samples = new Float32Array(MEMORY);
  let context: AudioContext | undefined;
  let find: ReturnType<typeof createToneFinder> | undefined;

  function earOf(track: MediaStreamTrack, audioContext: AudioContext): Ear {
    const known = ears.get(track);
    if (known) return known;
    const analyser = new AnalyserNode(audioContext, { fftSize: MEMORY, smoothingTimeConstant: 0 });
    new MediaStreamAudioSourceNode(audioContext, { mediaStream: new MediaStream([track]) }).connect(analyser);
    const ear = { analyser, heardUntil: Math.round(audioContext.currentTime * SAMPLE_RATE) };
    ears.set(track, ear);
    return ear;
  }

  return (audio) => {
    const [track] = audio.srcObject instanceof MediaStream ? audio.srcObject.getAudioTracks() : [];
    if (!track || track.readyState === 'ended' || audio.paused || audio.muted || audio.volume === 0) return [silence];
    // To no speaker, as in createVoice: what is listened to here is played by the page.
    context ??= new AudioContext({ sampleRate: SAMPLE_RATE, sinkId: { type: 'none' } } as AudioContextOptions);
    find ??= createToneFinder({ knownHz, sampleRate: SAMPLE_RATE });
    const finder = find;
    const ear = earOf(track, context);
    const played = Math.round(context.currentTime * SAMPLE_RATE) - ear.heardUntil;
    const windows = Math.floor(Math.min(played, MEMORY) / WINDOW);
    ear.analyser.getFloatTimeDomainData(samples);
    const unread = MEMORY - Math.min(played, MEMORY);
    ear.heardUntil += played <= MEMORY ? windows * WINDOW : played;
    return Array.from({ length: windows }, (_, index) =>
      finder(samples.subarray(unread + index * WINDOW, unread + (index + 1) * WINDOW)),
    );
  };
}
