import type { RunningEffect } from './TrackEffect.ts';

/** mediacapture-transform, which TypeScript does not know and only Chromium has on a page's own thread. */
type Processor = { readonly readable: ReadableStream<VideoFrame> };
type Generator = MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
type Transform = {
  readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack }) => Processor;
  readonly MediaStreamTrackGenerator?: new (init: { readonly kind: 'video' }) => Generator;
};

/**
 * Blurs all of the picture, the person included: shapes and colours, no letters and no faces. It takes no model, only a
 * picture that is made tiny and large again.
 */
export function startBlur(track: MediaStreamTrack, onFailed: () => void): Promise<RunningEffect> | RunningEffect {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as Transform;
  return MediaStreamTrackProcessor && MediaStreamTrackGenerator
    ? transform(new MediaStreamTrackProcessor({ track }), new MediaStreamTrackGenerator({ kind: 'video' }), onFailed)
    : film(track, onFailed);
}

/** Frame by frame, also while nobody looks at the page. */
function transform({ readable }: Processor, output: Generator, onFailed: () => void): RunningEffect {
  const canvas = new OffscreenCanvas(WIDTH, WIDTH);
  const blur = createBlur(canvas, new OffscreenCanvas(TINY_WIDTH, TINY_WIDTH));
  const ending = new AbortController();
  const blurred = new TransformStream<VideoFrame, VideoFrame>({
    transform(frame, controller) {
      const { timestamp, displayWidth, displayHeight } = frame;
      blur(frame, displayHeight / displayWidth);
      frame.close();
      controller.enqueue(new VideoFrame(canvas, { timestamp }));
    },
  });
  readable
    .pipeThrough(blurred, { signal: ending.signal })
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
async function film(track: MediaStreamTrack, onFailed: () => void): Promise<RunningEffect> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  const blur = createBlur(canvas, document.createElement('canvas'));
  const draw = () => {
    try {
      blur(video, video.videoHeight / video.videoWidth);
    } catch {
      onFailed();
    }
  };
  draw();
  const timer = setInterval(draw, 1_000 / FRAMES_PER_SECOND);
  const [output] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (!output) throw new Error('nothing comes out of a canvas');
  return {
    track: output,
    close() {
      clearInterval(timer);
      output.stop();
      video.srcObject = null;
    },
  };
}

type Canvas = HTMLCanvasElement | OffscreenCanvas;

function createBlur(canvas: Canvas, tiny: Canvas): (picture: CanvasImageSource, aspect: number) => void {
  const [large, small] = [canvas, tiny].map((one) => one.getContext('2d', { alpha: false })) as (
    | CanvasRenderingContext2D
    | OffscreenCanvasRenderingContext2D
    | null
  )[];
  if (!large || !small) throw new Error('this browser does not draw');
  return (picture, aspect) => {
    resize(canvas, WIDTH, aspect);
    resize(tiny, TINY_WIDTH, aspect);
    small.imageSmoothingQuality = 'high';
    small.drawImage(picture, 0, 0, tiny.width, tiny.height);
    large.imageSmoothingQuality = 'high';
    large.drawImage(tiny, 0, 0, canvas.width, canvas.height);
  };
}

/** Setting a size empties a canvas, so only when it changes. Encoders want even numbers. */
function resize(canvas: Canvas, width: number, aspect: number): void {
  const height = Math.max(2, Math.round((width * (aspect || 9 / 16)) / 2) * 2);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** There is nothing in it that more pixels would show. */
const WIDTH = 640;
/** A face is a few pixels of it. */
const TINY_WIDTH = 32;
const FRAMES_PER_SECOND = 15;
