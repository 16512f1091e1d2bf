import type { Source } from '@confab/protocol';

/** A silence and a black picture; `close` ends both. */
export type StandIns = { readonly tracks: ReadonlyMap<Source, MediaStreamTrack>; readonly close: () => void };

/** What is negotiated with before the microphone and the camera are, which then only take its place. */
export function createStandIns(): StandIns {
  const context = new AudioContext();
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  // Some browsers capture nothing of a canvas without a context.
  canvas.getContext('2d')?.fillRect(0, 0, canvas.width, canvas.height);
  const [silence] = context.createMediaStreamDestination().stream.getAudioTracks();
  const [black] = canvas.captureStream(1).getVideoTracks();
  return {
    tracks: new Map<Source, MediaStreamTrack>([
      ...(silence ? ([['microphone', silence]] as const) : []),
      ...(black ? ([['camera', black]] as const) : []),
    ]),
    close() {
      silence?.stop();
      black?.stop();
      void context.close();
    },
  };
}
