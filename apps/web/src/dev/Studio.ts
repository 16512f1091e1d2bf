import { drawPerson } from './drawPerson.ts';
import { FRAME_MS, type FilmJob } from './filmJob.ts';

/** mediacapture-transform, which TypeScript does not know. */
type Generator = MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
type Transform = { readonly MediaStreamTrackGenerator?: new (init: { readonly kind: 'video' }) => Generator };

const PIXELS = 640 * 360;

/**
 * Films drawn people. Where the browser can, on a thread of their own, as decoders have one: what the page's thread is
 * busy with is the page then.
 */
export class Studio {
  #worker: Worker | undefined;

  /** A video track with somebody in a room, of any shape, until it is stopped. */
  film(seed: number, ratio = 16 / 9): MediaStreamTrack {
    const width = Math.round(Math.sqrt(PIXELS * ratio));
    const height = Math.round(Math.sqrt(PIXELS / ratio));
    const { MediaStreamTrackGenerator } = globalThis as Transform;
    if (!MediaStreamTrackGenerator) return filmHere({ seed, width, height });
    const track = new MediaStreamTrackGenerator({ kind: 'video' });
    this.#worker ??= new Worker(new URL('./filmWorker.ts', import.meta.url), { type: 'module' });
    const job: FilmJob = { seed, width, height, writable: track.writable };
    this.#worker.postMessage(job, [job.writable]);
    return track;
  }
}

function filmHere({ seed, width, height }: Omit<FilmJob, 'writable'>): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const brush = canvas.getContext('2d');
  const [track] = canvas.captureStream(10).getVideoTracks();
  if (!brush || !track) throw new Error('this browser cannot film a canvas');
  const draw = drawPerson(brush, seed);
  draw();
  const timer = setInterval(() => {
    // Whoever stops a track hears nothing of it.
    if (track.readyState === 'ended') return clearInterval(timer);
    return draw();
  }, FRAME_MS);
  return track;
}
