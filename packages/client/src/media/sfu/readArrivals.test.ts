import { describe, expect, it } from 'vitest';
import { readArrivals } from './readArrivals.ts';

const inbound = { type: 'inbound-rtp', timestamp: 5_000.5 };

describe('readArrivals', () => {
  it('counts packets of a sound and decoded frames of a picture, and says since when none has come', () => {
    const report = new Map([
      [
        'A',
        { ...inbound, kind: 'audio', trackIdentifier: 'a', packetsReceived: 7, lastPacketReceivedTimestamp: 4_750.5 },
      ],
      ['V', { ...inbound, kind: 'video', trackIdentifier: 'v', packetsReceived: 90, framesDecoded: 8 }],
      ['P', { type: 'candidate-pair', lastPacketReceivedTimestamp: 1 }],
    ]);
    expect(Object.fromEntries(readArrivals(report))).toEqual({ a: { count: 7, silentMs: 250 }, v: { count: 8 } });
  });

  it('knows nothing of what has not arrived yet', () => {
    const report = new Map([['V', { ...inbound, kind: 'video', trackIdentifier: 'v' }]]);
    expect(readArrivals(report).get('v')).toEqual({ count: 0 });
  });
});
