import { describe, expect, it } from 'vitest';
import * as recorded from '../testing/recordedStats.ts';
import type { RawReport, RawStats } from './RawStats.ts';
import { toSample } from './toSample.ts';

const nothing: RawReport = new Map();
const stats = (parts: Partial<RawStats>): RawStats => ({
  by: 'sfu',
  incoming: new Map(),
  outgoing: new Map(),
  sendPath: nothing,
  receivePath: nothing,
  ...parts,
});

const chromium = (seconds: number) =>
  stats({
    outgoing: new Map([['camera', recorded.chromiumCamera(seconds)]]),
    incoming: new Map([
      ['ada:microphone', recorded.chromiumVoice(seconds)],
      ['ada:camera', recorded.chromiumPicture(seconds)],
    ]),
    sendPath: recorded.chromiumPath(seconds),
    receivePath: recorded.chromiumPath(seconds),
  });

const firefox = (seconds: number) =>
  stats({
    outgoing: new Map([['camera', recorded.firefoxCamera(seconds)]]),
    incoming: new Map([['ada:microphone', recorded.firefoxVoice(seconds)]]),
    sendPath: recorded.firefoxPath(seconds),
  });

describe('toSample', () => {
  it('reads what Chromium tells: rates are differences by its own times', () => {
    const { outgoing, incoming, paths } = toSample([chromium(10)], [chromium(12)]);
    expect(outgoing).toEqual([
      {
        by: 'sfu',
        source: 'camera',
        sendBps: expect.closeTo(1_000_000, -1),
        layers: 2,
        lossRatio: 0.05,
        rttMs: 1,
        width: 640,
        height: 480,
        framesPerSecond: expect.closeTo(20, 3),
        encodeMsPerFrame: expect.closeTo(5, 3),
        sendDelayMs: expect.closeTo(3, 3),
      },
    ]);
    expect(incoming).toEqual([
      {
        by: 'sfu',
        trackId: 'ada:microphone',
        receiveBps: expect.closeTo(32_000, 0),
        packetsPerSecond: expect.closeTo(50, 3),
        lossRatio: 0,
        jitterMs: 4,
        bufferMs: expect.closeTo(50, 3),
        concealedRatio: 0,
      },
      expect.objectContaining({
        trackId: 'ada:camera',
        width: 640,
        height: 360,
        framesPerSecond: expect.closeTo(30, 3),
        droppedRatio: 0,
        decodeMsPerFrame: expect.closeTo(3, 3),
        bufferMs: expect.closeTo(8, 3),
        bufferTargetMs: expect.closeTo(12, 3),
        processingMs: expect.closeTo(20, 3),
        freezes: 0,
      }),
    ]);
    expect(paths).toEqual([
      { by: 'sfu', direction: 'send', kind: 'udp', rttMs: 12, availableSendBps: 682_000 },
      { by: 'sfu', direction: 'receive', kind: 'udp', rttMs: 12 },
    ]);
  });

  it('reads what Firefox tells, and makes nothing up that it does not', () => {
    expect(toSample([firefox(4)], [firefox(6)])).toEqual({
      outgoing: [
        {
          by: 'sfu',
          source: 'camera',
          sendBps: expect.closeTo(400_000, -1),
          layers: 1,
          lossRatio: 0,
          rttMs: 30,
          width: 640,
          height: 360,
          framesPerSecond: expect.closeTo(15, 3),
          encodeMsPerFrame: expect.closeTo(2, 3),
        },
      ],
      incoming: [
        {
          by: 'sfu',
          trackId: 'ada:microphone',
          receiveBps: expect.closeTo(32_000, 0),
          packetsPerSecond: expect.closeTo(50, 3),
          lossRatio: 0,
          jitterMs: 1,
        },
      ],
      paths: [{ by: 'sfu', direction: 'send', kind: 'relay' }],
    });
  });

  it('survives JSON and tells no address', () => {
    const sample = toSample([chromium(1)], [chromium(2)]);
    expect(JSON.parse(JSON.stringify(sample))).toEqual(sample);
    expect(JSON.stringify(sample)).not.toContain('192.0.2');
  });

  it('counts loss, and what was made up in the middle of a sound', () => {
    const voice = (seconds: number, lost: number, concealed: number) =>
      stats({
        incoming: new Map([
          [
            'ada:microphone',
            recorded.chromiumVoice(seconds, {
              packetsLost: lost,
              concealedSamples: concealed,
              silentConcealedSamples: 0,
            }),
          ],
        ]),
      });
    const [stream] = toSample([voice(1, 0, 0)], [voice(2, 50, 4_800)]).incoming;
    expect(stream).toMatchObject({ lossRatio: 0.5, concealedRatio: 0.1 });
  });

  it('says nothing of a stream that was not there before, or is another one by the same name', () => {
    const [one, other] = [{ ssrc: 7 }, { ssrc: 70 }].map((changes, index) =>
      stats({ incoming: new Map([['ada:microphone', recorded.chromiumVoice(index + 1, changes)]]) }),
    );
    expect(toSample([], [one!]).incoming).toEqual([]);
    expect(toSample([one!], [other!]).incoming).toEqual([]);
    expect(toSample([one!], [one!]).incoming).toEqual([]);
  });

  it('keeps apart what comes by which path', () => {
    const direct = (seconds: number) => ({ ...firefox(seconds), by: 'p2p' as const });
    const { incoming } = toSample([chromium(1), direct(1)], [direct(2), chromium(2)]);
    expect(incoming.map(({ by, trackId }) => `${by} ${trackId}`)).toEqual([
      'p2p ada:microphone',
      'sfu ada:microphone',
      'sfu ada:camera',
    ]);
  });

  it('knows what the browser is limited by', () => {
    const limited = (seconds: number) =>
      stats({ outgoing: new Map([['camera', recorded.chromiumCamera(seconds, { qualityLimitationReason: 'cpu' })]]) });
    expect(toSample([limited(1)], [limited(2)]).outgoing[0]?.limitedBy).toBe('cpu');
  });
});
