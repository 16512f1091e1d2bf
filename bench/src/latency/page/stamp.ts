/** A time in the picture itself: a row of blocks for its bits, and below it the same inverted, which proves it. */
export const WIDTH = 960;
/** Of a smaller picture Chromium does not send the largest of three layers. */
export const HEIGHT = 540;
const BITS = 16;
const BLOCK = WIDTH / BITS;
export const STAMP_HEIGHT = 2 * BLOCK;
/** Times are known modulo this many ms. */
export const STAMP_MODULUS = 2 ** BITS;

export function drawStamp(context: CanvasRenderingContext2D, timeMs: number): void {
  for (let bit = 0; bit < BITS; bit++) {
    const isSet = isBitSet(timeMs % STAMP_MODULUS, bit);
    context.fillStyle = isSet ? 'white' : 'black';
    context.fillRect(bit * BLOCK, 0, BLOCK, BLOCK);
    context.fillStyle = isSet ? 'black' : 'white';
    context.fillRect(bit * BLOCK, BLOCK, BLOCK, BLOCK);
  }
}

/** Undefined when it cannot be read for certain. */
export function readStamp(video: HTMLVideoElement): number | undefined {
  const reader = new OffscreenCanvas(BITS, 2).getContext('2d');
  if (!reader) return undefined;
  // The middle of each block, whatever the size of the picture.
  const scale = video.videoWidth / WIDTH;
  for (let bit = 0; bit < BITS; bit++) {
    for (const row of [0, 1]) {
      const [x, y] = [(bit + 0.375) * BLOCK * scale, (row + 0.375) * BLOCK * scale];
      reader.drawImage(video, x, y, (BLOCK / 4) * scale, (BLOCK / 4) * scale, bit, row, 1, 1);
    }
  }
  const { data } = reader.getImageData(0, 0, BITS, 2);
  return toTime((bit, row) => (data[4 * (row * BITS + bit)] ?? 0) > 128);
}

/** The time that these blocks say, or nothing when the second row does not say the opposite of the first. */
export function toTime(isBright: (bit: number, row: number) => boolean): number | undefined {
  let timeMs = 0;
  for (let bit = 0; bit < BITS; bit++) {
    if (isBright(bit, 0) === isBright(bit, 1)) return undefined;
    if (isBright(bit, 0)) timeMs += 2 ** bit;
  }
  return timeMs;
}

const isBitSet = (value: number, bit: number): boolean => Math.floor(value / 2 ** bit) % 2 === 1;
