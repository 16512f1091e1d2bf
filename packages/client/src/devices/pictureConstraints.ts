/** The most that a camera is asked for. */
export type PictureLimits = { readonly height: number; readonly frameRate: number };

const FULL: PictureLimits = { height: 720, frameRate: 30 };

/** What a camera is asked for: the whole of it each time, since what is left out is no wish at all any more. */
export function toPictureConstraints(limits: PictureLimits | undefined): MediaTrackConstraints {
  const { height, frameRate } = limits ?? FULL;
  return {
    width: { ideal: Math.round((height * 16) / 9) },
    height: { ideal: height, ...(limits && { max: height }) },
    frameRate: { ideal: frameRate, max: frameRate },
  };
}
