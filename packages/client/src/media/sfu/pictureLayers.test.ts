import { describe, expect, it } from 'vitest';
import { pictureLayers } from './pictureLayers.ts';

describe('pictureLayers', () => {
  it.each([
    [1_920, 1_080, [4, 2, 1]],
    [1_280, 720, [4, 2, 1]],
    [720, 1_280, [4, 2, 1]],
    [960, 540, [4, 2, 1]],
    [640, 480, [2, 1]],
    [640, 360, [2, 1]],
    [360, 640, [2, 1]],
    [480, 270, [2, 1]],
    [320, 240, [1]],
    [320, 180, [1]],
  ])('[FW10] of %i×%i: %j', (width, height, layers) => {
    expect(pictureLayers({ width, height })).toEqual(layers);
  });

  it.each([{}, { width: 640 }, { width: 0, height: 0 }])('takes %j for a large one', (size) => {
    expect(pictureLayers(size)).toEqual([4, 2, 1]);
  });
});
