/** Plays two notes through a speaker, or through the system's own where that one cannot be had. */
export function playTestSound(speakerId: string | undefined): {
  readonly ended: Promise<void>;
  readonly stop: () => void;
} {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const audio = new Audio();
  audio.srcObject = output.stream;
  let isStopped = false;
  const stop = () => {
    if (isStopped) return;
    isStopped = true;
    audio.srcObject = null;
    // Closing twice is the only way for this to fail.
    context.close().catch(() => undefined);
  };
  const play = async () => {
    await start(audio, speakerId);
    if (isStopped) return;
    // Not before: a speaker that takes a while to be had would have swallowed the first one.
    for (const [frequency, at] of NOTES) playNote({ context, output, frequency, at: context.currentTime + at });
    await new Promise((resolve) => setTimeout(resolve, LENGTH_MS));
  };
  return { ended: play().finally(stop), stop };
}

const NOTES = [
  [523.25, 0],
  [659.25, 0.3],
] as const;
const LENGTH_MS = 1_100;

type Note = {
  readonly context: AudioContext;
  readonly output: AudioNode;
  readonly frequency: number;
  readonly at: number;
};

function playNote({ context, output, frequency, at }: Note): void {
  const note = new OscillatorNode(context, { frequency });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
  note.connect(loudness).connect(output);
  note.start(at);
  note.stop(at + 0.65);
}

async function start(audio: HTMLAudioElement, speakerId: string | undefined): Promise<void> {
  // Unplugged meanwhile: the system's own speaker plays instead.
  if (speakerId !== undefined && 'setSinkId' in audio) await audio.setSinkId(speakerId).catch(() => undefined);
  // Taken away while it starts: nobody wants to hear it any more.
  await audio.play().catch(() => undefined);
}
