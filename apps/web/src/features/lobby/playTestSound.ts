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
    const notes = NOTES.map(([frequency, at]) =>
      playNote({ context, output, frequency, at: context.currentTime + at }),
    );
    // By the clock of the sound, which may begin late; a page that may not play has one that stands still.
    await Promise.race([Promise.all(notes), wait(PATIENCE_MS)]);
    // The last of it is still on its way to the ear.
    await wait(TAIL_MS);
  };
  return { ended: play().finally(stop), stop };
}

const NOTES = [
  [523.25, 0],
  [659.25, 0.3],
] as const;
const PATIENCE_MS = 5_000;
const TAIL_MS = 200;

const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

type Note = {
  readonly context: AudioContext;
  readonly output: AudioNode;
  readonly frequency: number;
  readonly at: number;
};

function playNote({ context, output, frequency, at }: Note): Promise<void> {
  const note = new OscillatorNode(context, { frequency });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.25, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
  note.connect(loudness).connect(output);
  note.start(at);
  note.stop(at + 0.65);
  return new Promise((resolve) => note.addEventListener('ended', () => resolve(), { once: true }));
}

async function start(audio: HTMLAudioElement, speakerId: string | undefined): Promise<void> {
  // Unplugged meanwhile: the system's own speaker plays instead.
  if (speakerId !== undefined && 'setSinkId' in audio) await audio.setSinkId(speakerId).catch(() => undefined);
  // Taken away while it starts: nobody wants to hear it any more.
  await audio.play().catch(() => undefined);
}
