/** What the film worker is asked to draw, and where to. */
export type FilmJob = {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly writable: WritableStream<VideoFrame>;
};

export const FRAME_MS = 100;
