import type { Identity } from '../Identity.ts';
import type { createFaceCode } from './createFaceCode.ts';
import type { paintFace } from './paintFace.ts';

/** A camera that knows when it showed what. */
export type LiveFace = {
  readonly track: MediaStreamTrack;
  /** What `track.getSettings()` would say of a real camera, where the browser does not. */
  readonly settings: MediaTrackSettings;
  /** When this frame was drawn, by the clock that all pages of a machine share; undefined when it is too long ago. */
  readonly drawnAt: (frame: number) => number | undefined;
};

export type FaceParts = { readonly createFaceCode: typeof createFaceCode; readonly paintFace: typeof paintFace };

/** A person's camera, drawn by the page itself: it stands still while the page is busy. Self-contained, see toPageScript. */
export function createFace({ index, colour }: Pick<Identity, 'index' | 'colour'>, parts: FaceParts): LiveFace {
  const FRAMES_PER_SECOND = 15;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 360];
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser draws no canvas');

  const code = parts.createFaceCode();
  let frame = 0;
  const KEPT_FRAMES = 300;
  const drawnAtMs = new Map<number, number>();
  const draw = () => {
    frame = (frame + 1) % code.frameCount;
    drawnAtMs.set(frame, performance.timeOrigin + performance.now());
    drawnAtMs.delete((frame + code.frameCount - KEPT_FRAMES) % code.frameCount);
    parts.paintFace(context, { index, colour, code, frame });
  };
  draw();
  setInterval(draw, 1_000 / FRAMES_PER_SECOND);
  const [track] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!track) throw new Error('this browser captured nothing');
  return { track, settings: {}, drawnAt: (number) => drawnAtMs.get(number) };
}
