import { describe, expect, it } from 'vitest';
import type { Sample } from './benchJoin.ts';
import { describeSlow } from './describeSpans.ts';

const sample = (firstFrameMs: number): Sample => ({
  mode: 'hot',
  rttMs: 50,
  firstFrameMs,
  spans: { seat: 70.4, track: 0, packets: firstFrameMs - 90.4, shown: 20 },
  joinMs: { total: 120, phases: { seat: 70, media: 50 } },
  pictures: { packets: 30, lost: 1, frames: 2, decoded: 1, keyFrames: 1, nacks: 1, plis: 0 },
  repairs: firstFrameMs > 1_000 ? ['resume after 3100 ms'] : [],
});

describe('describeSlow', () => {
  it('names the span in which a join was slow, and leaves the others out', () => {
    const slow = describeSlow([sample(160), sample(170), sample(2_300), sample(150)]);
    expect(slow).toEqual([
      'hot at 50 ms took 2300 ms: seat 70, track 0, packets 2210, shown 20; of the client: seat 70, media 50; ' +
        'pictures: packets 30, lost 1, frames 2, decoded 1, keyFrames 1, nacks 1, plis 0; repairs: resume after 3100 ms',
    ]);
  });
});
