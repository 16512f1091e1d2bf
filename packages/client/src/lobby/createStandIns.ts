import type { Source } from '@confab/protocol';

/** A silence and a black picture, each made when it is asked for first; `close` ends both. */
export type StandIns = {
  readonly trackFor: (source: Source) => MediaStreamTrack | undefined;
  readonly close: () => void;
};

/** What is negotiated with before the microphone and the camera are, which then only take its place. */
export function createStandIns(): StandIns {
  let silence: Silence | undefined;
  let black: MediaStreamTrack | undefined;
  return {
    trackFor(source) {
      if (source === 'microphone') return (silence ??= createSilence()).track;
      return source === 'camera' ? (black ??= createBlackPicture()) : undefined;
    },
    close() {
      silence?.track?.stop();
      void silence?.context.close();
      black?.stop();
    },
  };
}

type Silence = { readonly context: AudioContext; readonly track: MediaStreamTrack | undefined };

function createSilence(): Silence {
  const context = new AudioContext();
  return { context, track: context.createMediaStreamDestination().stream.getAudioTracks()[0] };
}

function createBlackPicture(): MediaStreamTrack | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  // Some browsers capture nothing of a canvas without a context.
  canvas.getContext('2d')?.fillRect(0, 0, canvas.width, canvas.height);
  return canvas.captureStream(1).getVideoTracks()[0];
}
