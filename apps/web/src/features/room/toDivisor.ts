/** In pixels. */
export type Size = { readonly width: number; readonly height: number };

/**
 * By how much a picture may be made smaller, in halves, and still fill what it is drawn in, with what is over cut off.
 * @param drawn in pixels of the screen
 */
export function toDivisor({ width = 0, height = 0 }: Partial<Size>, drawn: Size): number {
  if (!(drawn.width > 0 && drawn.height > 0)) return 1;
  let divisor = 1;
  while (divisor < LARGEST && width / (2 * divisor) >= drawn.width && height / (2 * divisor) >= drawn.height)
    divisor *= 2;
  return divisor;
}

/** Of a picture of 4K that is an eighth of it a thumbnail still. */
const LARGEST = 8;
