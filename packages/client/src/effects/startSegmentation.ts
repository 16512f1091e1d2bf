import type { BackgroundImage, SegmentationFiles } from './EffectsPort.ts';
import { brushOf, paintTrack, resize, type Brush, type Canvas, type Painter } from './paintTrack.ts';
import { PersonFinder } from './PersonFinder.ts';
import type { RunningEffect } from './TrackEffect.ts';

type Options = {
  readonly track: MediaStreamTrack;
  readonly files: SegmentationFiles;
  /** What is behind the person; undefined: what is there, blurred. */
  readonly image: BackgroundImage | undefined;
  readonly onFailed: () => void;
  readonly onLoaded: (bytes: number) => void;
};

/** Leaves the person as they are, and changes what is behind. */
export async function startSegmentation({ track, files, image, onFailed, onLoaded }: Options): Promise<RunningEffect> {
  const finder = await PersonFinder.load(files, onLoaded);
  const createPainter = (canvas: Canvas) => createComposition(canvas, finder, image);
  const running = await paintTrack({ track, onFailed, createPainter });
  return {
    track: running.track,
    close() {
      running.close();
      finder.close();
    },
  };
}

function createComposition(canvas: Canvas, finder: PersonFinder, image: BackgroundImage | undefined): Painter {
  const cutOut = new OffscreenCanvas(2, 2);
  const [whole, person] = [brushOf(canvas), brushOf(cutOut, { alpha: true })];
  const paintBehind = image ? (_: CanvasImageSource) => cover(whole, image) : createBlurBehind(whole);
  return async (picture, aspect) => {
    await finder.look(picture);
    for (const one of [canvas, cutOut]) resize(one, WIDTH, aspect);
    const { width, height } = canvas;
    person.globalCompositeOperation = 'copy';
    person.drawImage(picture, 0, 0, width, height);
    person.globalCompositeOperation = 'destination-in';
    person.drawImage(finder.mask, 0, 0, width, height);
    paintBehind(picture);
    whole.drawImage(cutOut, 0, 0);
  };
}

function createBlurBehind(whole: Brush): (picture: CanvasImageSource) => void {
  const tiny = new OffscreenCanvas(2, 2);
  const small = brushOf(tiny);
  return (picture) => {
    const { width, height } = whole.canvas;
    resize(tiny, TINY_WIDTH, height / width);
    for (const brush of [small, whole]) brush.imageSmoothingQuality = 'high';
    small.drawImage(picture, 0, 0, tiny.width, tiny.height);
    whole.drawImage(tiny, 0, 0, width, height);
  };
}

/** Fills all of it, and is cut where it is too long. */
function cover(whole: Brush, image: BackgroundImage): void {
  const { width, height } = whole.canvas;
  const scale = Math.max(width / image.width, height / image.height);
  const [shownWidth, shownHeight] = [image.width * scale, image.height * scale];
  whole.drawImage(image, (width - shownWidth) / 2, (height - shownHeight) / 2, shownWidth, shownHeight);
}

/** Of what a camera gives: a mask of 256 pixels has no finer edge. */
const WIDTH = 960;
/** Letters on a shelf cannot be read. */
const TINY_WIDTH = 40;
