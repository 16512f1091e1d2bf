import type { Person } from '@confab/testkit';

export type PictureWatch = {
  /** How long, at most, the tile had no picture to show, and how its videos were then. */
  readonly stop: () => Promise<{ readonly blankMs: number; readonly videos: string }>;
};

/** A tile without a picture for less than that is seen by nobody. */
export const BLANK_MS = 100;

/** Looks at the picture of one person on another one's page, in the frames that the page draws, from now on. */
export async function watchPicture(viewer: Person, of: Person): Promise<PictureWatch> {
  const watch = await viewer.tileOf(of).evaluateHandle((tile) => {
    const EVERY_MS = 30;
    const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
    const hasPicture = (video: HTMLVideoElement) => {
      context?.clearRect(0, 0, 8, 8);
      context?.drawImage(video, 0, 0, 8, 8);
      // The faces are nowhere black.
      return context?.getImageData(0, 0, 8, 8).data.some((value, index) => index % 4 < 3 && value > 40) ?? false;
    };
    const describe = (video: HTMLVideoElement) => {
      const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getTracks() : [];
      return `${track?.readyState ?? 'no track'} ${track?.id.slice(0, 4)}, ready ${video.readyState}, ${video.videoWidth} wide`;
    };
    let [beforeMs, blankMs, isOver] = [performance.now(), 0, false];
    let longest = { blankMs: 0, videos: '' };
    /** How they were when there last was a picture, and at each change since. */
    let story: string[] = [];
    const look = () => {
      const nowMs = performance.now();
      if (!isOver) requestAnimationFrame(look);
      // Each look takes a picture apart, and the machine has a call to make meanwhile.
      if (nowMs - beforeMs < EVERY_MS) return;
      const videos = [...tile.querySelectorAll('video')];
      const isShown = videos.some(hasPicture);
      // What passed while the page drew nothing at all was nobody's to see.
      blankMs = isShown ? 0 : blankMs + Math.min(nowMs - beforeMs, 50);
      const now = videos.map(describe).join(', ');
      if (isShown) story = [now];
      else if (story.at(-1) !== now) story.push(now);
      if (blankMs > longest.blankMs) longest = { blankMs, videos: story.join('; then ') };
      beforeMs = nowMs;
    };
    look();
    return {
      stop() {
        isOver = true;
        return longest;
      },
    };
  });
  return { stop: () => watch.evaluate((running) => running.stop()) };
}
