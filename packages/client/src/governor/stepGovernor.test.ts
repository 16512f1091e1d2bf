import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from './stepGovernor.ts';
import { frugalStep, STEPS, stepGovernor, unhurried } from './stepGovernor.ts';
import { toLoad } from './toLoad.ts';

const easy: Load = { isSending: true, hasSpareEffect: true, isCpuLimited: false, encodeShare: 0.2, droppedRatio: 0 };
const hard: Load = { ...easy, isCpuLimited: true };
const between: Load = { ...easy, encodeShare: 0.7 };

/** What is turned down after so many samples of each. */
function run(...parts: readonly (readonly [number, Load])[]) {
  let governor = unhurried;
  return parts.map(([samples, load]) => {
    for (let index = 0; index < samples; index++) governor = stepGovernor(governor, load);
    return frugalStep(governor);
  });
}

describe('stepGovernor', () => {
  it.each<[string, Partial<Load>]>([
    ['the browser says so', { isCpuLimited: true }],
    ['encoding takes the time there is', { encodeShare: 0.95 }],
    ['pictures are thrown away', { droppedRatio: 0.3 }],
  ])('turns down one thing after the other when %s', (_, strain) => {
    const strained = { ...easy, ...strain };
    expect(run([4, strained], [1, strained], [5, strained], [5, strained], [5, strained], [50, strained])).toEqual([
      undefined,
      'frameRate',
      'resolution',
      'effects',
      'video',
      'video',
    ]);
  });

  it('leaves out what would turn nothing down, on the way back, too', () => {
    const plain = { hasSpareEffect: false };
    expect(run([10, { ...hard, ...plain }], [5, { ...hard, ...plain }], [10, { ...easy, ...plain }])).toEqual([
      'resolution',
      'video',
      'resolution',
    ]);
  });

  it('gives back one thing after the other, much later', () => {
    expect(run([10, hard], [9, easy], [1, easy], [10, easy], [50, easy])).toEqual([
      'resolution',
      'resolution',
      'frameRate',
      undefined,
      undefined,
    ]);
  });

  it('does nothing in between, and nothing for a moment of strain', () => {
    expect(run([5, hard], [100, between])).toEqual(['frameRate', 'frameRate']);
    expect(run([4, hard], [1, easy], [4, hard], [1, easy])).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('waits longer each time it was too soon', () => {
    expect(run([5, hard], [10, easy], [5, hard], [19, easy], [1, easy])).toEqual([
      'frameRate',
      undefined,
      'frameRate',
      'frameRate',
      undefined,
    ]);
  });

  it('does not judge by what is not sent', () => {
    expect(run([50, { ...hard, isSending: false }])).toEqual([undefined]);
  });

  it('never leaves the steps, nor takes two at once, whatever happens', () => {
    const load = fc.record({
      isSending: fc.boolean(),
      hasSpareEffect: fc.constant(true),
      isCpuLimited: fc.boolean(),
      encodeShare: fc.double({ min: 0, max: 2, noNaN: true }),
      droppedRatio: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(load, fc.integer({ min: 1, max: 30 })), { maxLength: 40 }), (parts) => {
        let governor = unhurried;
        for (const [one, times] of parts) {
          for (let index = 0; index < times; index++) {
            const next = stepGovernor(governor, one);
            expect(Math.abs(next.taken - governor.taken)).toBeLessThanOrEqual(1);
            expect(next.taken).toBeGreaterThanOrEqual(0);
            expect(next.taken).toBeLessThanOrEqual(STEPS.length);
            governor = next;
          }
        }
      }),
    );
  });
});

describe('toLoad', () => {
  const camera = {
    by: 'sfu',
    source: 'camera',
    sendBps: 1,
    layers: 3,
    encodeMsPerFrame: 20,
    framesPerSecond: 30,
  } as const;
  const picture = (framesPerSecond: number, droppedRatio: number) =>
    ({
      by: 'sfu',
      trackId: 'ada:camera',
      receiveBps: 1,
      packetsPerSecond: 1,
      lossRatio: 0,
      framesPerSecond,
      droppedRatio,
    }) as const;

  it('is how much of the time goes into the own picture, and how many of the others are thrown away', () => {
    expect(toLoad({ paths: [], outgoing: [camera], incoming: [picture(30, 0.5), picture(10, 0)] }, true)).toEqual({
      isSending: true,
      hasSpareEffect: true,
      isCpuLimited: false,
      encodeShare: 0.6,
      droppedRatio: 0.375,
    });
    expect(toLoad({ paths: [], outgoing: [{ ...camera, sendBps: 0, limitedBy: 'cpu' }], incoming: [] }, false)).toEqual(
      {
        isSending: false,
        hasSpareEffect: false,
        isCpuLimited: false,
        encodeShare: 0,
        droppedRatio: 0,
      },
    );
  });
});
