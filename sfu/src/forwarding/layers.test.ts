import { describe, expect, it } from 'vitest';
import { isBelow, isWithin, pickLayers, together, toPriority, toSpatialLayer, toWanted } from './layers.ts';

const wide = (width: number) => ({ width, height: Math.round((width * 9) / 16) });

describe('pickLayers', () => {
  it.each([
    [160, 'low'],
    [384, 'low'],
    [400, 'low'],
    [440, 'mid'],
    [800, 'mid'],
    [840, 'high'],
    [3_840, 'high'],
  ] as const)('[FW2] a tile %i pixels wide needs %s', (width, layers) => {
    expect(pickLayers(wide(width))).toBe(layers);
  });

  it('[FW2] looks at the side that needs more', () => {
    expect(pickLayers({ width: 320, height: 720 })).toBe('high');
    expect(pickLayers({ width: 800, height: 100 })).toBe('mid');
  });

  it('[FW1] takes what is not known for all, and what is not shown for nothing', () => {
    expect(pickLayers(undefined)).toBe('high');
    expect(pickLayers(null)).toBe('none');
  });

  it('[FW2] stays with a layer at its limit', () => {
    expect(pickLayers(wide(390), 'mid')).toBe('mid');
    expect(pickLayers(wide(390), 'low')).toBe('low');
    expect(pickLayers(wide(350), 'mid')).toBe('low');
    expect(pickLayers(wide(780), 'high')).toBe('high');
    expect(pickLayers(wide(720), 'high')).toBe('mid');
  });
});

it('[FW4] the largest of what is wanted counts', () => {
  expect(together([])).toBe('none');
  expect(together(['low', 'mid', 'none'])).toBe('mid');
  expect([isBelow('none', 'low'), isBelow('high', 'high'), isBelow('high', 'mid')]).toEqual([true, false, false]);
});

it('[FW12] what anybody needs is sent: the middle layer only where somebody does', () => {
  expect(together(['outer', 'none', 'low'])).toBe('outer');
  expect([together(['outer', 'mid']), together(['outer', 'high'])]).toEqual(['high', 'high']);
  expect([isWithin('outer', 'high'), isWithin('low', 'outer'), isWithin('outer', 'outer')]).toEqual([true, true, true]);
  expect([isWithin('mid', 'outer'), isWithin('outer', 'mid'), isWithin('high', 'outer')]).toEqual([
    false,
    false,
    false,
  ]);
  expect([toWanted('outer'), toWanted('mid')]).toEqual([{ layers: 'high', withoutMid: true }, { layers: 'mid' }]);
});

it('a sender with fewer layers has the lowest ones', () => {
  expect([toSpatialLayer('low', 3), toSpatialLayer('mid', 3), toSpatialLayer('high', 3)]).toEqual([0, 1, 2]);
  expect([toSpatialLayer('low', 2), toSpatialLayer('mid', 2), toSpatialLayer('high', 2)]).toEqual([0, 1, 1]);
});

it('[FW3] a screen comes first, then what stands in front', () => {
  const [screen, front, rest] = [
    toPriority('screen', undefined),
    toPriority('camera', { width: 1, height: 1, inFront: true }),
    toPriority('camera', { width: 1, height: 1 }),
  ];
  expect(screen).toBeGreaterThan(front);
  expect(front).toBeGreaterThan(rest);
});
