import type { Identity } from '../Identity.ts';
import type { FaceCode } from './createFaceCode.ts';

/** A camera that knows when it showed what. */
export type LiveFace = {
  readonly stream: MediaStream;
  /** When this frame was drawn, by the clock that all pages of a machine share; undefined when it is too long ago. */
  readonly drawnAt: (frame: number) => number | undefined;
};

/** A person's camera: a colour for the eye, the code below it for the machine. Self-contained, see toPageScript. */
export function createFace({ index, colour }: Pick<Identity, 'index' | 'colour'>, code: FaceCode): LiveFace {
  const FRAMES_PER_SECOND = 15;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 360];
  const { width, height } = canvas;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser draws no canvas');

  let frame = 0;
  const KEPT_FRAMES = 300;
  const drawnAtMs = new Map<number, number>();
  const draw = () => {
    frame = (frame + 1) % code.frameCount;
    drawnAtMs.set(frame, performance.timeOrigin + performance.now());
    drawnAtMs.delete((frame + code.frameCount - KEPT_FRAMES) % code.frameCount);
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    const bits = code.encode({ index, frame });
    for (const [position, { x, y }] of code.blocks.entries()) {
      context.fillStyle = bits[position] === '1' ? '#fff' : '#000';
      context.fillRect(x * width, y * height, code.block.width * width, code.block.height * height);
    }
  };
  draw();
  setInterval(draw, 1_000 / FRAMES_PER_SECOND);
  return { stream: canvas.captureStream(FRAMES_PER_SECOND), drawnAt: (number) => drawnAtMs.get(number) };
}
