import { describe, expect, it } from 'vitest';
import { allTonesHz } from '../Identity.ts';
import { createToneFinder } from './createToneFinder.ts';

const sampleRate = 48_000;
const find = createToneFinder({ knownHz: allTonesHz, sampleRate });
const window = (sampleAt: (seconds: number, index: number) => number) =>
  Float32Array.from({ length: 4_800 }, (_, index) => sampleAt(index / sampleRate, index));
const sine = (hz: number, seconds: number, amplitude = 0.3) => amplitude * Math.sin(2 * Math.PI * hz * seconds + 1);
/** Noise that is the same at each run: a linear congruential generator. */
const noise = (index: number) => (((index * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 30 - 1) * 0.3;

describe('the tone finder', () => {
  it.each(allTonesHz)('finds %i Hz alone, and nothing else beside it', (hz) => {
    expect(find(window((seconds) => sine(hz, seconds))).tonesHz).toEqual([hz]);
  });

  it('finds a faint voice under a loud one', () => {
    const { tonesHz } = find(window((seconds) => sine(600, seconds) + sine(800, seconds, 0.01)));
    expect(tonesHz).toEqual([600, 800]);
  });

  it('finds five voices at once', () => {
    const five = allTonesHz.slice(2, 7);
    expect(find(window((seconds) => five.reduce((sum, hz) => sum + sine(hz, seconds, 0.1), 0))).tonesHz).toEqual(five);
  });

  it('takes neither noise nor a tone of nobody for a voice, yet says how loud they are', () => {
    for (const samples of [window((_, index) => noise(index)), window((seconds) => sine(3_333, seconds))]) {
      const { tonesHz, levelDb } = find(samples);
      expect(tonesHz).toEqual([]);
      expect(levelDb).toBeGreaterThan(-20);
    }
  });

  it.each([0.1, 0.25, 0.5, 0.75, 0.9])('finds nobody else in a voice that begins after %f of the window', (part) => {
    for (const hz of allTonesHz) {
      const { tonesHz } = find(window((seconds) => (seconds > part / 10 ? sine(hz, seconds) : 0)));
      expect([[], [hz]]).toContainEqual(tonesHz);
    }
  });

  it('measures the level: half a full sine is 9 dB below full scale, nothing is -200', () => {
    expect(find(window((seconds) => sine(400, seconds, 0.5))).levelDb).toBeCloseTo(-9.03, 1);
    expect(find(new Float32Array(4_800))).toEqual({ tonesHz: [], levelDb: -200 });
  });
});
