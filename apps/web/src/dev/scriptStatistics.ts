import type { CallStatistics } from '@confab/client';

/** Figures as a call of this many streams might have them, after so many seconds. */
export function scriptStatistics(trackIds: readonly string[], seconds: number): CallStatistics {
  const at = seconds * 1000;
  return {
    at,
    quality: { level: 'good' },
    paths: [
      { by: 'sfu', direction: 'send', kind: 'udp', rttMs: 24, availableSendBps: 2_400_000 },
      { by: 'sfu', direction: 'receive', kind: 'udp', rttMs: 24 },
    ],
    outgoing: [
      { by: 'sfu', source: 'microphone', sendBps: 34_000, lossRatio: 0, rttMs: 24, layers: 1 },
      {
        by: 'sfu',
        source: 'camera',
        sendBps: 1_240_000,
        lossRatio: 0.004,
        rttMs: 24,
        width: 1280,
        height: 720,
        framesPerSecond: 30,
        layers: 3,
        encodeMsPerFrame: 6.2,
      },
    ],
    incoming: trackIds.map((trackId, index) => ({
      by: 'sfu',
      trackId,
      receiveBps: 420_000 + wave(seconds + index) * 60_000,
      packetsPerSecond: 52,
      lossRatio: 0.002 * (index % 3),
      jitterMs: 4,
      bufferMs: 60,
      width: 640,
      height: 360,
      framesPerSecond: 25,
      decodeMsPerFrame: 1.9,
    })),
    history: Array.from({ length: Math.min(60, seconds) }, (_, index) => toSample(seconds - index)).toReversed(),
  };
}

const toSample = (second: number): CallStatistics['history'][number] => ({
  at: second * 1000,
  sendBps: 1_250_000 + wave(second) * 180_000,
  receiveBps: 1_900_000 + wave(second * 1.3) * 250_000,
  lossRatio: second % 17 === 0 ? 0.03 : 0.002,
  rttMs: 24 + wave(second * 2) * 5,
  level: second % 17 === 0 ? 'fair' : 'good',
});

const wave = (x: number): number => Math.sin(x / 3) + Math.sin(x / 7) / 2;
