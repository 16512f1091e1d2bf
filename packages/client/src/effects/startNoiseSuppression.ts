import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import type { NoiseSuppressionFiles } from './EffectsPort.ts';
import type { RunningEffect } from './TrackEffect.ts';

type Options = {
  readonly track: MediaStreamTrack;
  readonly files: NoiseSuppressionFiles;
  readonly onFailed: () => void;
};

/** RNNoise in an audio worklet: a recurrent network that was taught speech lets it through, and hardly anything else. */
export async function startNoiseSuppression({ track, files, onFailed }: Options): Promise<RunningEffect> {
  // What it was taught at; the browser resamples.
  const context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
  try {
    const [wasmBinary] = await Promise.all([
      loadRnnoise({ url: files.wasm, simdUrl: files.simdWasm }),
      context.audioWorklet.addModule(files.worklet),
      // A page that captures may play, in every browser that has rules about it.
      context.resume(),
    ]);
    return connect({ context, wasmBinary, track, onFailed });
  } catch (cause) {
    await context.close();
    throw cause;
  }
}

type Parts = Pick<Options, 'track' | 'onFailed'> & { readonly context: AudioContext; readonly wasmBinary: ArrayBuffer };

function connect({ context, wasmBinary, track, onFailed }: Parts): RunningEffect {
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const suppressor = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
  // It works on the first channel only: of two it would lose one, and half of the loudness.
  suppressor.channelCount = 1;
  suppressor.channelCountMode = 'explicit';
  const target = context.createMediaStreamDestination();
  target.channelCount = 1;
  source.connect(suppressor).connect(target);
  const [output] = target.stream.getAudioTracks();
  if (!output) throw new Error('nothing comes out of an audio context');
  let isClosed = false;
  suppressor.addEventListener('processorerror', onFailed);
  context.addEventListener('statechange', () => {
    // A telephone call stops it; whoever speaks afterwards has to be heard.
    if (!isClosed && context.state !== 'running') context.resume().catch(onFailed);
  });
  return {
    track: output,
    close() {
      isClosed = true;
      output.stop();
      source.disconnect();
      suppressor.destroy();
      void context.close();
    },
  };
}
