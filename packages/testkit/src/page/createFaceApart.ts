import type { Identity } from '../Identity.ts';
import type { LiveFace } from './createFace.ts';
import type { CameraWish, DrawnFrame } from './runCamera.ts';

/** Of Chromium, see https://www.w3.org/TR/mediacapture-transform/; TypeScript does not know it. */
type Generator = MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
type Transform = { readonly MediaStreamTrackGenerator?: new (init: { readonly kind: 'video' }) => Generator };

/**
 * A person's camera in a thread of its own: as with a real one, its frames come also while the page is busy. Self-contained,
 * see toPageScript.
 */
export function createFaceApart({ index, colour }: Pick<Identity, 'index' | 'colour'>, workerPath: string): LiveFace {
  const FRAMES_PER_SECOND = 15;
  const [width, height] = [640, 360];
  const { MediaStreamTrackGenerator } = globalThis as Transform;
  if (!MediaStreamTrackGenerator) throw new Error("a camera's thread can be 'worker' in Chromium only");
  const track = new MediaStreamTrackGenerator({ kind: 'video' });

  const KEPT_FRAMES = 300;
  const drawnAtMs = new Map<number, number>();
  const worker = new Worker(workerPath);
  worker.addEventListener('message', ({ data }: MessageEvent<DrawnFrame>) => {
    drawnAtMs.set(data.frame, data.atMs);
    drawnAtMs.delete(data.frame - KEPT_FRAMES);
  });
  // Nothing else would say why nobody sees this person: Playwright takes it for an error of the page.
  worker.addEventListener('error', () => {
    throw new Error(`the page does not allow the camera's worker, ${workerPath}`);
  });
  const { writable } = track;
  const wish: CameraWish = { index, colour, width, height, framesPerSecond: FRAMES_PER_SECOND, writable };
  worker.postMessage(wish, [writable]);
  const settings = { width, height, frameRate: FRAMES_PER_SECOND };
  return { track, settings, drawnAt: (number) => drawnAtMs.get(number) };
}
