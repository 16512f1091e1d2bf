import { describe, expect, it } from 'vitest';
import {
  firefoxAt,
  firefoxPathUsed,
  firefoxPictureReceived,
  firefoxPictureSent,
  firefoxVoiceReceived,
  firefoxVoiceSent,
} from '../testing/recordedFirefox.ts';
import { judgeQuality } from './judgeQuality.ts';
import type { RawStats } from './RawStats.ts';
import { inboundByTrack } from './RawStats.ts';
import { toSample } from './toSample.ts';

function collect(when: 'before' | 'after'): RawStats {
  const received = inboundByTrack(firefoxAt(when, [...firefoxVoiceReceived, ...firefoxPictureReceived]));
  return {
    by: 'p2p',
    incoming: new Map([
      ['ada:microphone', received.get('{voice}')!],
      ['ada:camera', received.get('{picture}')!],
    ]),
    outgoing: new Map([
      ['microphone', firefoxAt(when, firefoxVoiceSent)],
      ['camera', firefoxAt(when, firefoxPictureSent)],
    ]),
    sendPath: firefoxAt(when, firefoxPathUsed),
    receivePath: new Map(),
  };
}
const sample = toSample([collect('before')], [collect('after')]);

describe('the statistics of a real Firefox', () => {
  it('tell what is sent', () => {
    expect(sample.outgoing).toEqual([
      {
        by: 'p2p',
        source: 'microphone',
        sendBps: expect.closeTo(20_602, 0),
        layers: 1,
        lossRatio: 0,
        rttMs: expect.closeTo(530, 0),
      },
      {
        by: 'p2p',
        source: 'camera',
        sendBps: expect.closeTo(9_167, 0),
        layers: 1,
        lossRatio: 0,
        rttMs: expect.closeTo(117, 0),
        width: 480,
        height: 270,
        framesPerSecond: expect.closeTo(4.6, 1),
        encodeMsPerFrame: expect.closeTo(1.7, 1),
      },
    ]);
  });

  it('tell what arrives, dropped frames and standstills too', () => {
    expect(sample.incoming).toEqual([
      {
        by: 'p2p',
        trackId: 'ada:microphone',
        receiveBps: expect.closeTo(64_281, 0),
        packetsPerSecond: expect.closeTo(49.9, 1),
        lossRatio: 0,
        jitterMs: 17,
        bufferMs: expect.closeTo(1_055, 0),
        concealedRatio: 0,
      },
      {
        by: 'p2p',
        trackId: 'ada:camera',
        receiveBps: expect.closeTo(17_303, 0),
        packetsPerSecond: expect.closeTo(5, 1),
        lossRatio: 0,
        jitterMs: expect.closeTo(113, 0),
        bufferMs: expect.closeTo(40.7, 1),
        width: 640,
        height: 360,
        framesPerSecond: expect.closeTo(4.8, 1),
        droppedRatio: 0,
        decodeMsPerFrame: expect.closeTo(48.8, 1),
        freezes: 1,
      },
    ]);
  });

  it('tell the path, and nothing of what could be sent', () => {
    expect(sample.paths).toEqual([{ by: 'p2p', direction: 'send', kind: 'udp', rttMs: 1_297 }]);
  });

  it('say 0 of a path that was never measured, which is not taken for a fast one', () => {
    const before = firefoxAt('before', firefoxPathUsed);
    const unmeasured = new Map([...before].map(([id, stat]) => [id, { ...stat, responsesReceived: 0 }]));
    expect(toSample([], [{ ...collect('before'), sendPath: before }]).paths[0]?.rttMs).toBe(0);
    expect(toSample([], [{ ...collect('before'), sendPath: unmeasured }]).paths[0]).not.toHaveProperty('rttMs');
  });

  it('are judged without what Firefox does not tell: one slow check of the path is not a slow line', () => {
    const facts = { links: undefined, isServerLost: false, isPathLost: false };
    expect(judgeQuality({ sample: { ...sample, incoming: [] }, ...facts }).call).toEqual({ level: 'good' });
    expect(judgeQuality({ sample, ...facts }).peers).toEqual(
      new Map([['ada', { level: 'fair', cause: 'theirConnection' }]]),
    );
  });
});
