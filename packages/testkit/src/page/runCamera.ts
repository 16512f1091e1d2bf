import type { Identity } from '../Identity.ts';
import type { FaceParts } from './createFace.ts';

/** Whose camera it is, and where its frames go. */
export type CameraWish = Pick<Identity, 'index' | 'colour'> & {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly writable: WritableStream<VideoFrame>;
};

/** When a frame was drawn, by the clock that all pages of a machine share. */
export type DrawnFrame = { readonly frame: number; readonly atMs: number };

/** Runs in a worker, which films as its page wishes. Self-contained, see toPageScript. */
export function runCamera(_: object, { createFaceCode, paintFace }: FaceParts): void {
  const code = createFaceCode();

  addEventListener('message', ({ data }: MessageEvent<CameraWish>) => {
    const { index, colour, width, height, framesPerSecond } = data;
    const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
    if (!context) throw new Error('this browser draws no canvas');
    const writer = data.writable.getWriter();
    let frame = 0;
    const draw = () => {
      frame = (frame + 1) % code.frameCount;
      const nowMs = performance.now();
      const drawn: DrawnFrame = { frame, atMs: performance.timeOrigin + nowMs };
      postMessage(drawn);
      paintFace(context, { index, colour, code, frame });
      // Whoever does not take the frame before would get them later and later.
      if ((writer.desiredSize ?? 0) <= 0) return;
      void writer.write(new VideoFrame(context.canvas, { timestamp: nowMs * 1_000 }));
    };
    draw();
    setInterval(draw, 1_000 / framesPerSecond);
  });
}
