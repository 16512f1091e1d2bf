import type { LinksMeasured, PeerId } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { IncomingStatistics, OutgoingStatistics } from './CallStatistics.ts';
import type { Judged, QualityFacts } from './judgeQuality.ts';
import { judgeQuality } from './judgeQuality.ts';
import { allGood, steadyQuality } from './steadyQuality.ts';
import type { Sample } from './toSample.ts';

const incoming = (trackId: string, changes: Partial<IncomingStatistics> = {}): IncomingStatistics => ({
  by: 'sfu',
  trackId,
  receiveBps: 32_000,
  packetsPerSecond: 50,
  lossRatio: 0,
  ...changes,
});
const camera = (changes: Partial<OutgoingStatistics> = {}): OutgoingStatistics => ({
  by: 'sfu',
  source: 'camera',
  sendBps: 1_000_000,
  layers: 3,
  lossRatio: 0,
  rttMs: 20,
  ...changes,
});
const well: Sample = {
  paths: [{ by: 'sfu', direction: 'send', kind: 'udp', rttMs: 20 }],
  outgoing: [camera()],
  incoming: [incoming('ada:microphone'), incoming('bob:microphone')],
};
const judge = (changes: Partial<Sample>, facts: Partial<QualityFacts> = {}) =>
  judgeQuality({ sample: { ...well, ...changes }, links: undefined, isServerLost: false, isPathLost: false, ...facts });
const lossy = { lossRatio: 0.12 };
const links = ({ up = 0, down = 0 }, ...weak: string[]): LinksMeasured => ({
  own: { up: { kbps: 100, loss: up }, down: { kbps: 100, loss: down } },
  weak: weak.map((peerId) => ({ peerId: peerId as PeerId, level: 'poor' })),
});
const path = (rttMs: number) => [{ by: 'sfu', direction: 'send', kind: 'udp', rttMs } as const];

describe('judgeQuality', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(judge({})).toEqual({
      call: { level: 'good' },
      peers: new Map([
        ['ada', { level: 'good' }],
        ['bob', { level: 'good' }],
      ]),
    });
    expect(judge({ paths: [], outgoing: [], incoming: [] })).toEqual({ call: { level: 'good' }, peers: new Map() });
  });

  it.each<[string, Partial<Sample>, Judged['call']]>([
    ['what we send gets lost', { outgoing: [camera({ lossRatio: 0.05 })] }, { level: 'fair', cause: 'uplink' }],
    ['much of what we send gets lost', { outgoing: [camera({ lossRatio: 0.2 })] }, { level: 'poor', cause: 'uplink' }],
    [
      'the line is too narrow for a picture',
      { outgoing: [camera({ sendBps: 100_000, limitedBy: 'bandwidth' })] },
      { level: 'poor', cause: 'uplink' },
    ],
    [
      'the picture is small because the line allows no more than that, which is enough',
      { outgoing: [camera({ sendBps: 600_000, limitedBy: 'bandwidth' })] },
      { level: 'good' },
    ],
    [
      'everyone stutters',
      { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone', lossy)] },
      { level: 'poor', cause: 'downlink' },
    ],
    [
      'one of two stutters',
      { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone')] },
      { level: 'good' },
    ],
    ['everything takes long', { paths: path(500), outgoing: [] }, { level: 'fair', cause: 'downlink' }],
    ['one check of the path took long, and packets do not', { paths: path(1_297) }, { level: 'good' }],
    ['the encoder cannot keep up', { outgoing: [camera({ limitedBy: 'cpu' })] }, { level: 'fair', cause: 'device' }],
    [
      'frames are thrown away',
      { incoming: [incoming('ada:camera', { droppedRatio: 0.6, freezes: 3 }), incoming('bob:camera')] },
      { level: 'poor', cause: 'device' },
    ],
    ['what is not sent was lost before', { outgoing: [camera({ sendBps: 0, lossRatio: 0.5 })] }, { level: 'good' }],
  ])('when %s', (_, sample, call) => {
    expect(judge(sample).call).toEqual(call);
  });

  it('blames the server before anything else', () => {
    const lost = { outgoing: [camera({ lossRatio: 0.3 })] };
    expect(judge(lost, { isServerLost: true }).call).toEqual({ level: 'poor', cause: 'server' });
    expect(judge({}, { isPathLost: true }).call).toEqual({ level: 'poor', cause: 'downlink' });
  });

  it.each<[string, Partial<Sample>, unknown]>([
    [
      'only one of several is lost',
      { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone')] },
      { level: 'poor', cause: 'theirConnection' },
    ],
    [
      'most of several are lost',
      { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone', lossy), incoming('cleo:microphone')] },
      { level: 'poor', cause: 'yourConnection' },
    ],
    [
      'the only one is lost and our own line is fine',
      { incoming: [incoming('ada:microphone', lossy)] },
      { level: 'poor', cause: 'theirConnection' },
    ],
    [
      'the only one is lost and our own line is not fine',
      { incoming: [incoming('ada:microphone', lossy)], outgoing: [camera({ lossRatio: 0.2 })] },
      { level: 'poor', cause: 'yourConnection' },
    ],
    [
      'the picture stands still',
      { incoming: [incoming('ada:camera', { freezes: 1 }), incoming('bob:camera')] },
      { level: 'fair', cause: 'theirConnection' },
    ],
    [
      'it arrives and is not shown in time',
      { incoming: [incoming('ada:camera', { freezes: 1, droppedRatio: 0.3 })] },
      { level: 'fair', cause: 'device' },
    ],
    [
      'words are made up',
      { incoming: [incoming('ada:microphone', { concealedRatio: 0.2 }), incoming('bob:microphone')] },
      { level: 'poor', cause: 'theirConnection' },
    ],
  ])('of a person when %s', (_, sample, quality) => {
    expect(judge(sample).peers.get('ada')).toEqual(quality);
  });

  const alone = { incoming: [incoming('ada:microphone', lossy)] };
  const allOfThem = { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone', lossy)] };
  const oneOfThem = { incoming: [incoming('ada:microphone', lossy), incoming('bob:microphone')] };
  const directly = { incoming: [incoming('ada:microphone', { ...lossy, by: 'p2p' })] };
  it.each<[string, Partial<Sample>, LinksMeasured, unknown]>([
    ['theirs is weak although everyone stutters', allOfThem, links({}, 'ada', 'bob'), 'theirConnection'],
    ['ours is although only one stutters', oneOfThem, links({ down: 0.05 }), 'yourConnection'],
    ['ours is, and nobody else is there to compare with', alone, links({ down: 0.2 }), 'yourConnection'],
    [
      'both are: what never reached the sfu is missing on our way, too',
      alone,
      links({ down: 0.2 }, 'ada'),
      'theirConnection',
    ],
    ['nothing of it, yet', oneOfThem, links({}), 'theirConnection'],
    ['something of a path that is not used', directly, links({ down: 0.2 }), 'theirConnection'],
  ])('[LK3] believes the sfu when it has measured that %s', (_, sample, measured, cause) => {
    expect(judge(sample, { links: measured }).peers.get('ada')).toEqual({ level: 'poor', cause });
  });

  it('[LK3] a link that the sfu calls weak is nothing bad as long as everything is heard', () => {
    expect(judge({}, { links: links({ down: 0.2, up: 0.2 }, 'ada') })).toEqual(judge({}));
  });

  it('[LK3] the sfu says what of ours is lost where the browser does not', () => {
    const { lossRatio: _, ...untold } = camera();
    const call = (up: number, source = untold) => judge({ outgoing: [source] }, { links: links({ up }) }).call;
    expect(call(0.2)).toEqual({ level: 'poor', cause: 'uplink' });
    expect(call(0.02)).toEqual({ level: 'good' });
    expect(call(0.2, { ...untold, by: 'p2p' })).toEqual({ level: 'good' });
  });

  it('says nothing of who sends nothing', () => {
    expect(judge({ incoming: [incoming('ada:microphone', { packetsPerSecond: 0, ...lossy })] }).peers.has('ada')).toBe(
      false,
    );
  });
});

describe('steadyQuality', () => {
  const poor: Judged = {
    call: { level: 'poor', cause: 'uplink' },
    peers: new Map([['ada', { level: 'poor', cause: 'theirConnection' }]]),
  };
  const good: Judged = { call: { level: 'good' }, peers: new Map([['ada', { level: 'good' }]]) };
  const levels = (...judged: Judged[]) => {
    let state = allGood;
    return judged.map((one) => {
      state = steadyQuality(state, one);
      return `${state.call.shown.level} ${state.peers.get('ada')?.shown.level}`;
    });
  };

  it('believes what was bad twice, and forgives what has been good for a while', () => {
    expect(levels(poor, good, poor, poor, good, good, good, good)).toEqual([
      'good good',
      'good good',
      'good good',
      'poor poor',
      'poor poor',
      'poor poor',
      'poor poor',
      'good good',
    ]);
  });

  it('forgets who sends no more', () => {
    const [state] = [poor, poor, { ...good, peers: new Map() }].reduce(
      (states, one) => [steadyQuality(states[0]!, one)],
      [allGood],
    );
    expect(state?.peers.size).toBe(0);
  });
});
