import { describe, expect, it } from 'vitest';
import { createFaceCode } from './createFaceCode.ts';

const { encode, decode, blocks, frameCount } = createFaceCode();
const flip = (bits: string, position: number) =>
  bits.slice(0, position) + (bits[position] === '1' ? '0' : '1') + bits.slice(position + 1);
const positions = blocks.map((_, position) => position);

describe('the face code', () => {
  it('reads what it has written', () => {
    for (const face of [
      { index: 0, frame: 0 },
      { index: 11, frame: 1 },
      { index: 5, frame: frameCount - 1 },
    ]) {
      expect(decode(encode(face))).toEqual(face);
    }
  });

  it('takes no black or white picture for a face', () => {
    expect(decode('0'.repeat(blocks.length))).toBeUndefined();
    expect(decode('1'.repeat(blocks.length))).toBeUndefined();
  });

  it('notices every one or two blocks that were read wrong', () => {
    const bits = encode({ index: 3, frame: 74_565 });
    for (const one of positions) {
      expect(decode(flip(bits, one))).toBeUndefined();
      for (const other of positions.slice(0, one)) expect(decode(flip(flip(bits, one), other))).toBeUndefined();
    }
  });

  it('has its blocks beside each other, within the picture', () => {
    expect(new Set(blocks.map(({ x, y }) => `${x}:${y.toFixed(3)}`)).size).toBe(blocks.length);
    for (const { x, y } of blocks) expect(Math.max(x, y)).toBeLessThan(1);
  });
});
