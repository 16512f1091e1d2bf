/** How large a picture is, in pixels; in part unknown where a browser does not say. */
export type PictureSize = { readonly width?: number | undefined; readonly height?: number | undefined };

/**
 * How much smaller each layer is than the picture, the lowest first: fewer for a small picture, so that a layer is about as
 * large whatever camera it comes from (180, 360 and 720 lines), and the largest is always the picture itself. Chromium
 * encodes no more than these of a picture so large, and leaves the others out from the top: the best of it would be lost.
 */
export function pictureLayers({ width, height }: PictureSize): readonly number[] {
  const pixels = width && height ? width * height : Infinity;
  // By area, so a phone held upright has as many.
  if (pixels >= 960 * 540) return [4, 2, 1];
  return pixels >= 480 * 270 ? [2, 1] : [1];
}
