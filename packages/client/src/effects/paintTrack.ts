import type { RunningEffect } from './TrackEffect.ts';

/** mediacapture-transform, which TypeScript does not know and only Chromium has on a page's own thread. */
type Processor = { readonly readable: ReadableStream<VideoFrame> };
type Generator = MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
type Transform = {
  readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack }) => Processor;
  readonly MediaStreamTrackGenerator?: new (init: { readonly kind: 'video' }) => Generator;
};

export type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** Draws what is shown instead of this picture. `aspect`: its height divided by its width. */
export type Painter = (picture: CanvasImageSource, aspect: number) => void | Promise<void>;

export type PaintOptions = {
  readonly track: MediaStreamTrack;
  /** Makes the painter of this canvas, which it may resize. */
  readonly createPainter: (canvas: Canvas) => Painter;
  readonly onFailed: () => void;
};

/** A track of pictures that are painted after those of another one. */
export function paintTrack(options: PaintOptions): Promise<RunningEffect> | RunningEffect {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as Transform;
  return MediaStreamTrackProcessor && MediaStreamTrackGenerator
    ? transform(
        new MediaStreamTrackProcessor({ track: options.track }),
        new MediaStreamTrackGenerator({ kind: 'video' }),
        options,
      )
    : film(options);
}

/** Frame by frame, also while nobody looks at the page. */
function transform(
  { readable }: Processor,
  output: Generator,
  { createPainter, onFailed }: PaintOptions,
): RunningEffect {
  const canvas = new OffscreenCanvas(2, 2);
  const paint = createPainter(canvas);
  const ending = new AbortController();
  const painted = new TransformStream<VideoFrame, VideoFrame>({
    async transform(frame, controller) {
      const { timestamp, displayWidth, displayHeight } = frame;
      try {
        await paint(frame, displayHeight / displayWidth);
      } finally {
        frame.close();
      }
      controller.enqueue(new VideoFrame(canvas, { timestamp }));
    },
  });
  readable
    .pipeThrough(painted, { signal: ending.signal })
    .pipeTo(output.writable, { signal: ending.signal })
    .catch(() => ending.signal.aborted || onFailed());
  return {
    track: output,
    close() {
      ending.abort();
      output.stop();
    },
  };
}

/** By way of a video element and a canvas: browsers let it run slowly while the page is hidden. */
async function film({ track, createPainter, onFailed }: PaintOptions): Promise<RunningEffect> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  const canvas = document.createElement('canvas');
  const paint = createPainter(canvas);
  let isPainting = false;
  let isClosed = false;
  const draw = async () => {
    if (isPainting) return;
    isPainting = true;
    try {
      await paint(video, video.videoHeight / video.videoWidth);
    } catch {
      if (!isClosed) onFailed();
    }
    isPainting = false;
  };
  await draw();
  const timer = setInterval(() => void draw(), 1_000 / FRAMES_PER_SECOND);
  const [output] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!output) throw new Error('nothing comes out of a canvas');
  return {
    track: output,
    close() {
      isClosed = true;
      clearInterval(timer);
      output.stop();
      video.srcObject = null;
    },
  };
}

/** Setting a size empties a canvas, so only when it changes. Encoders want even numbers. */
export function resize(canvas: Canvas, width: number, aspect: number): void {
  const height = Math.max(2, Math.round((width * (aspect || 9 / 16)) / 2) * 2);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

export type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export function brushOf(canvas: Canvas, options: CanvasRenderingContext2DSettings = { alpha: false }): Brush {
  // The two kinds of canvas have one signature each, which TypeScript does not join.
  const brush = canvas.getContext('2d', options) as Brush | null;
  if (!brush) throw new Error('this browser does not draw');
  return brush;
}

const FRAMES_PER_SECOND = 15;
