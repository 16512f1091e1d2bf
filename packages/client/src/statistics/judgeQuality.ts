import type { LinksMeasured } from '@confab/protocol';
import { linkLevelOf } from '@confab/protocol';
import type { CallQuality, PeerQuality } from '../CallSnapshot.ts';
import type { IncomingStatistics } from './CallStatistics.ts';
import type { Sample } from './toSample.ts';

type Level = CallQuality['level'];
type Cause = NonNullable<CallQuality['cause']>;
/** 0 good, 1 fair, 2 poor. */
type Grade = 0 | 1 | 2;

export type QualityFacts = {
  readonly sample: Sample;
  /** What the sfu has measured of late; undefined when it has said nothing. */
  readonly links: LinksMeasured | undefined;
  /** The sfu itself is gone, or no node can be had. */
  readonly isServerLost: boolean;
  /** The way to the sfu is down. */
  readonly isPathLost: boolean;
};

export type Judged = { readonly call: CallQuality; readonly peers: ReadonlyMap<string, PeerQuality> };

/** How good the call is now, and whose fault it is when it is not: of one moment, without memory. */
export function judgeQuality({ sample, links, isServerLost, isPathLost }: QualityFacts): Judged {
  const peers = judgePeers(sample, links);
  const ours = [...peers.values()].filter(({ cause }) => cause === 'yourConnection');
  const grades: readonly (readonly [Cause, Grade])[] = [
    ['server', isServerLost ? 2 : 0],
    ['uplink', gradeUplink(sample, links)],
    ['downlink', isPathLost ? 2 : worst([gradeDownlinkPath(sample), ...ours.map(({ level }) => gradeOf(level))])],
    ['device', gradeDevice(sample)],
  ];
  const grade = worst(grades.map(([, one]) => one));
  const cause = grades.find(([, one]) => one === grade)?.[0];
  return { call: { level: levels[grade], ...(grade > 0 && cause && { cause }) }, peers };
}

/**
 * Loss on the way here hits everyone's streams alike, loss on one person's way to the sfu only theirs. Of one person alone
 * it cannot be told apart; then our own way decides, as far as it is known. Where the sfu has measured a loss it knows better.
 */
function judgePeers(sample: Sample, links: LinksMeasured | undefined): ReadonlyMap<string, PeerQuality> {
  const byPeer = new Map<string, IncomingStatistics[]>();
  for (const stream of sample.incoming) {
    if (stream.packetsPerSecond > 0) byPeer.set(peerOf(stream), [...(byPeer.get(peerOf(stream)) ?? []), stream]);
  }
  const network = new Map([...byPeer].map(([peerId, streams]) => [peerId, worst(streams.map(gradeNetwork))]));
  const bad = [...network.values()].filter((grade) => grade > 0).length;
  const isOurs =
    network.size > 1 ? bad * 2 > network.size : gradeUplink(sample, links) > 0 || gradeDownlinkPath(sample) > 0;
  return new Map(
    [...byPeer].map(([peerId, streams]): [string, PeerQuality] => {
      const [lost, slow] = [network.get(peerId) ?? 0, worst(streams.map(gradeDecoding))];
      const grade = worst([lost, slow]);
      if (grade === 0) return [peerId, { level: 'good' }];
      const measured = streams.some(({ by }) => by === 'sfu') ? blameOf(peerId, links) : undefined;
      const connection = measured ?? (isOurs ? 'yourConnection' : 'theirConnection');
      return [peerId, { level: levels[grade], cause: lost >= slow ? connection : 'device' }];
    }),
  );
}

/** What is lost on the way to the sfu is missing on the way here, too: so theirs is looked at first. */
function blameOf(peerId: string, links: LinksMeasured | undefined): 'yourConnection' | 'theirConnection' | undefined {
  if (!links) return undefined;
  if (links.weak.some((other) => other.peerId === peerId)) return 'theirConnection';
  return linkLevelOf(links.own.down) === 'good' ? undefined : 'yourConnection';
}

/** Opus makes up for a little; what is heard as gaps is made up, too. */
const gradeNetwork = ({
  lossRatio,
  concealedRatio = 0,
  jitterMs = 0,
  freezes = 0,
  droppedRatio = 0,
}: IncomingStatistics): Grade =>
  worst([
    grade(lossRatio, 0.03, 0.1),
    grade(concealedRatio, 0.04, 0.15),
    grade(jitterMs, 60, 150),
    // A picture that stands still although frames arrive and are thrown away is this device's doing.
    droppedRatio < DROPPED_FAIR && freezes > 0 ? 1 : 0,
  ]);

const gradeDecoding = ({ droppedRatio = 0 }: IncomingStatistics): Grade => grade(droppedRatio, DROPPED_FAIR, 0.5);

function gradeUplink({ outgoing, paths }: Sample, links: LinksMeasured | undefined): Grade {
  const flowing = outgoing.filter(({ sendBps }) => sendBps > 0);
  if (flowing.length === 0) return 0;
  // For who was not told by the other end itself.
  const lostByUs = links?.own.up.loss ?? 0;
  const camera = flowing.find(({ source }) => source === 'camera');
  const available = paths.flatMap(({ direction, availableSendBps }) =>
    direction === 'send' ? (availableSendBps ?? []) : [],
  );
  return worst([
    ...flowing.map(({ by, lossRatio = by === 'sfu' ? lostByUs : 0 }) => grade(lossRatio, 0.03, 0.1)),
    // Not what a picture is kept to by a limit of ours: only what the line is too narrow for.
    camera?.limitedBy === 'bandwidth' ? grade(-Math.max(...available, camera.sendBps), -400_000, -150_000) : 0,
    gradeRtt(flowing.map(({ rttMs }) => rttMs)),
  ]);
}

/** Firefox measures a path every few seconds and once each time: one busy moment is no slow line while packets go faster. */
const gradeDownlinkPath = ({ paths, outgoing }: Sample): Grade =>
  gradeRtt([...paths, ...outgoing.filter(({ sendBps }) => sendBps > 0)].map(({ rttMs }) => rttMs));

const gradeRtt = (values: readonly (number | undefined)[]): Grade =>
  grade(Math.min(...values.flatMap((one) => one ?? [])), 400, 800);

const gradeDevice = ({ outgoing, incoming }: Sample): Grade =>
  worst([
    outgoing.some(({ limitedBy, sendBps }) => limitedBy === 'cpu' && sendBps > 0) ? 1 : 0,
    ...incoming.filter(({ packetsPerSecond }) => packetsPerSecond > 0).map(gradeDecoding),
  ]);

const peerOf = ({ trackId }: IncomingStatistics): string => trackId.slice(0, trackId.lastIndexOf(':'));

const levels: Readonly<Record<Grade, Level>> = ['good', 'fair', 'poor'];
const gradeOf = (level: Level): Grade => (level === 'good' ? 0 : level === 'fair' ? 1 : 2);
const worst = (grades: readonly Grade[]): Grade => grades.reduce<Grade>((high, one) => (one > high ? one : high), 0);
/** Of nothing known (Infinity of an empty list) nothing bad is said. */
const grade = (value: number, fair: number, poor: number): Grade =>
  !Number.isFinite(value) || value < fair ? 0 : value < poor ? 1 : 2;

const DROPPED_FAIR = 0.2;
