import type { FaceCode, FaceContent } from './createFaceCode.ts';

/** A face as it stands in a video. */
export type Face = FaceContent & { readonly width: number; readonly height: number };

/** Reads the face in a video's current frame; undefined when none is in it. Self-contained, see toPageScript. */
export function createFaceReader(code: FaceCode): (video: HTMLVideoElement) => Face | undefined {
  // What the smallest picture of a call has: a face must be readable there.
  const [width, height] = [160, 90];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });

  return (video) => {
    if (!context || video.videoWidth === 0 || video.videoHeight === 0) return undefined;
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const isWhite = (x: number, y: number) => (data[(Math.floor(y) * width + Math.floor(x)) * 4 + 1] ?? 0) > 127;
    const bits = code.blocks.map(({ x, y }) =>
      isWhite((x + code.block.width / 2) * width, (y + code.block.height / 2) * height) ? '1' : '0',
    );
    const content = code.decode(bits.join(''));
    return content && { ...content, width: video.videoWidth, height: video.videoHeight };
  };
}
