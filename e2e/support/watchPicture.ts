import type { Person } from '@confab/testkit';

/** `stop` tells how long, at most, a tile had no picture to show. */
export type PictureWatch = { readonly stop: () => Promise<number> };

/** Looks at the picture of one person on another one's page, at each frame that the page draws, from now on. */
export async function watchPicture(viewer: Person, of: Person): Promise<PictureWatch> {
  const watch = await viewer.tileOf(of).evaluateHandle((tile) => {
    const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
    const hasPicture = (video: HTMLVideoElement) => {
      context?.clearRect(0, 0, 8, 8);
      context?.drawImage(video, 0, 0, 8, 8);
      // The faces are nowhere black.
      return context?.getImageData(0, 0, 8, 8).data.some((value, index) => index % 4 < 3 && value > 40) ?? false;
    };
    let [beforeMs, blankMs, longestBlankMs, isOver] = [performance.now(), 0, 0, false];
    const look = () => {
      const nowMs = performance.now();
      const isShown = [...tile.querySelectorAll('video')].some(hasPicture);
      // What passed while the page drew nothing at all was nobody's to see.
      blankMs = isShown ? 0 : blankMs + Math.min(nowMs - beforeMs, 50);
      longestBlankMs = Math.max(longestBlankMs, blankMs);
      beforeMs = nowMs;
      if (!isOver) requestAnimationFrame(look);
    };
    look();
    return {
      stop() {
        isOver = true;
        return Math.round(longestBlankMs);
      },
    };
  });
  return { stop: () => watch.evaluate((running) => running.stop()) };
}
