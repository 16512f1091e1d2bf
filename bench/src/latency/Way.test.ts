import { describe, expect, it } from 'vitest';
import { describeWay, meanWay } from './Way.ts';

describe('what takes the time', () => {
  it('is the mean of those who tell of it', () => {
    expect(meanWay([{ encodeMs: 4, layers: 3 }, { encodeMs: 8 }, {}])).toEqual({ encodeMs: 6, layers: 3 });
  });

  it('is said in the order in which it happens', () => {
    expect(describeWay({ bufferMs: 9, encodeMs: 10.04, sendKbps: 2_350.4 })).toBe(
      '10.0 ms to encode, 2350 kbit/s, 9.0 ms in the buffer',
    );
  });
});
