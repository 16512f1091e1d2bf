import type { Identity } from '../Identity.ts';
import type { FaceCode } from './createFaceCode.ts';

/** A person's camera: a colour for the eye, the code below it for the machine. Self-contained, see toPageScript. */
export function createFace({ index, colour }: Pick<Identity, 'index' | 'colour'>, code: FaceCode): MediaStream {
  const FRAMES_PER_SECOND = 15;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 360];
  const { width, height } = canvas;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser draws no canvas');

  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % code.frameCount;
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
  return canvas.captureStream(FRAMES_PER_SECOND);
}
