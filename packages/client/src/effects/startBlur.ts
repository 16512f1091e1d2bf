import { brushOf, paintTrack, resize, type Canvas, type Painter } from './paintTrack.ts';
import type { RunningEffect } from './TrackEffect.ts';

/**
 * Blurs all of the picture, the person included: shapes and colours, no letters and no faces. It takes no model, only a
 * picture that is made tiny and large again.
 */
export const startBlur = (track: MediaStreamTrack, onFailed: () => void): Promise<RunningEffect> | RunningEffect =>
  paintTrack({ track, onFailed, createPainter: (canvas) => createBlur(canvas, document.createElement('canvas')) });

function createBlur(canvas: Canvas, tiny: Canvas): Painter {
  const [large, small] = [brushOf(canvas), brushOf(tiny)];
  return (picture, aspect) => {
    resize(canvas, WIDTH, aspect);
    resize(tiny, TINY_WIDTH, aspect);
    small.imageSmoothingQuality = 'high';
    small.drawImage(picture, 0, 0, tiny.width, tiny.height);
    large.imageSmoothingQuality = 'high';
    large.drawImage(tiny, 0, 0, canvas.width, canvas.height);
  };
}

/** There is nothing in it that more pixels would show. */
const WIDTH = 640;
/** A face is a few pixels of it. */
const TINY_WIDTH = 32;
