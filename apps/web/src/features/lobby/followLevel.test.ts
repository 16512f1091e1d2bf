import { describe, expect, it } from 'vitest';
import { toLevel } from './followLevel.ts';

const sine = (amplitude: number) =>
  Float32Array.from({ length: 512 }, (_, index) => amplitude * Math.sin((index * Math.PI) / 16));

describe('toLevel', () => {
  it('is nothing for silence and for the noise of a quiet room', () => {
    expect(toLevel(new Float32Array(512))).toBe(0);
    expect(toLevel(sine(0.0005))).toBe(0);
  });

  it('rises with loudness and ends at 1', () => {
    expect(toLevel(sine(0.03))).toBeGreaterThan(0.3);
    expect(toLevel(sine(0.3))).toBeGreaterThan(toLevel(sine(0.03)));
    expect(toLevel(sine(4))).toBe(1);
  });
});
