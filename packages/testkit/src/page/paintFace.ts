import type { Identity } from '../Identity.ts';
import type { FaceCode } from './createFaceCode.ts';

type Canvas = { readonly width: number; readonly height: number };
type Context = Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect'> & { readonly canvas: Canvas };

/** What is in one frame of a person's camera. */
export type FaceFrame = Pick<Identity, 'index' | 'colour'> & { readonly code: FaceCode; readonly frame: number };

/** A person's picture: a colour for the eye, the code below it for the machine. Self-contained, see toPageScript. */
export function paintFace(context: Context, { index, colour, code, frame }: FaceFrame): void {
  const { width, height } = context.canvas;
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  const bits = code.encode({ index, frame });
  for (const [position, { x, y }] of code.blocks.entries()) {
    context.fillStyle = bits[position] === '1' ? '#fff' : '#000';
    context.fillRect(x * width, y * height, code.block.width * width, code.block.height * height);
  }
}
