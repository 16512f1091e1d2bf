import { describe, expect, it } from 'vitest';
import { drawStamp, STAMP_MODULUS, toTime, WIDTH } from './stamp.ts';

/** A canvas that knows which colour is in the middle of each block. */
function drawn(timeMs: number) {
  const blocks = new Map<string, string>();
  const context = {
    fillStyle: '',
    fillRect(x: number, y: number) {
      blocks.set(`${x / (WIDTH / 16)} ${y / (WIDTH / 16)}`, this.fillStyle);
    },
  };
  drawStamp(context as Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect'> as CanvasRenderingContext2D, timeMs);
  return (bit: number, row: number) => blocks.get(`${bit} ${row}`) === 'white';
}

describe('the time in a picture', () => {
  it('is read as it was drawn', () => {
    for (const timeMs of [0, 1, 33, 40_000, STAMP_MODULUS - 1]) expect(toTime(drawn(timeMs))).toBe(timeMs);
    expect(toTime(drawn(1_795_000_000_123))).toBe(1_795_000_000_123 % STAMP_MODULUS);
  });

  it('is not read where a block is in doubt', () => {
    const isBright = drawn(12_345);
    expect(toTime((bit, row) => (bit === 3 ? true : isBright(bit, row)))).toBeUndefined();
  });
});
