import { drawStamp, HEIGHT, STAMP_HEIGHT, WIDTH } from './stamp.ts';

const FRAMES_PER_SECOND = 30;

/** Something that moves, 30 pictures a second, each with the time at which it was drawn. */
export function createStampedCamera(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('there is no canvas');
  let frame = 0;
  setInterval(() => {
    frame++;
    context.fillStyle = `hsl(${frame % 360} 40% 50%)`;
    context.fillRect(0, STAMP_HEIGHT, WIDTH, HEIGHT - STAMP_HEIGHT);
    context.fillStyle = 'white';
    context.fillRect((frame * 8) % WIDTH, HEIGHT / 2, WIDTH / 8, HEIGHT / 4);
    drawStamp(context, Date.now());
  }, 1_000 / FRAMES_PER_SECOND);
  return canvas.captureStream(FRAMES_PER_SECOND);
}
