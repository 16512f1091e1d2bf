import { drawPerson } from './drawPerson.ts';
import { FRAME_MS, type FilmJob } from './filmJob.ts';

addEventListener('message', ({ data }: MessageEvent<FilmJob>) => film(data));

function film({ seed, width, height, writable }: FilmJob): void {
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext('2d', { alpha: false });
  if (!brush) throw new Error('this browser does not draw');
  const draw = drawPerson(brush, seed);
  const writer = writable.getWriter();
  const shoot = () => {
    // Nobody takes the last one yet: there is no hurry.
    if ((writer.desiredSize ?? 0) <= 0) return;
    draw();
    // Refused when the track is stopped, which is told below.
    writer.write(new VideoFrame(canvas, { timestamp: performance.now() * 1000 })).catch(() => undefined);
  };
  shoot();
  const timer = setInterval(shoot, FRAME_MS);
  const stop = () => clearInterval(timer);
  writer.closed.then(stop, stop);
}
