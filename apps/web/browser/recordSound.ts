const RECORDER = `registerProcessor('recorder', class extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage(input[0].slice());
    return true;
  }
})`;
const WINDOW = 4_096;

/** Writes down every sample of a stream from the moment on in which it is given one. */
export async function createRecorder() {
  const context = new AudioContext();
  const address = URL.createObjectURL(new Blob([RECORDER], { type: 'text/javascript' }));
  await context.audioWorklet.addModule(address);
  URL.revokeObjectURL(address);
  const node = new AudioWorkletNode(context, 'recorder');
  const parts: Float32Array[] = [];
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => void parts.push(data);
  // Without a way out of it nothing would run; it lets nothing through.
  node.connect(new GainNode(context, { gain: 0 })).connect(context.destination);
  return {
    listenTo: (stream: MediaStream) => void context.createMediaStreamSource(stream).connect(node),
    /** How loud this pitch was at most, in dB of full scale. */
    peakOf: (frequency: number) => peakOf(join(parts), (2 * Math.PI * frequency) / context.sampleRate),
    close: () => context.close(),
  };
}

function join(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function peakOf(samples: Float32Array, step: number): number {
  let loudest = 0;
  for (let from = 0; from + WINDOW <= samples.length; from += WINDOW / 2) {
    let [real, imaginary] = [0, 0];
    for (let index = 0; index < WINDOW; index++) {
      // A window that begins and ends softly, or each pitch would be heard in all others.
      const sample = (samples[from + index] ?? 0) * (1 - Math.cos((2 * Math.PI * index) / WINDOW));
      real += sample * Math.cos(step * index);
      imaginary += sample * Math.sin(step * index);
    }
    loudest = Math.max(loudest, (2 * Math.hypot(real, imaginary)) / WINDOW);
  }
  return 20 * Math.log10(loudest + 1e-9);
}
