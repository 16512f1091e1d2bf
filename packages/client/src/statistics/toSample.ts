import type { IncomingStatistics, OutgoingStatistics, PathStatistics } from './CallStatistics.ts';
import type { RawReport, RawStat, RawStats } from './RawStats.ts';

/** One interval of the call: the differences of two collections. */
export type Sample = {
  readonly paths: readonly PathStatistics[];
  readonly outgoing: readonly OutgoingStatistics[];
  readonly incoming: readonly IncomingStatistics[];
};

/** What happened between two collections. A stream or a path that was not in the one before has no rates yet, and is left out. */
export function toSample(before: readonly RawStats[], after: readonly RawStats[]): Sample {
  const pairs = after.map((now) => ({ now, was: before.find(({ by }) => by === now.by) }));
  return {
    paths: after.flatMap(toPaths),
    outgoing: pairs.flatMap(({ now, was }) => (was ? toOutgoing(was, now) : [])),
    incoming: pairs.flatMap(({ now, was }) => (was ? toIncoming(was, now) : [])),
  };
}

function toIncoming(before: RawStats, after: RawStats): IncomingStatistics[] {
  return [...after.incoming].flatMap(([trackId, now]) => {
    const delta = difference(before.incoming.get(trackId), now);
    if (!delta) return [];
    const { seconds, of } = delta;
    const [received, lost] = [of('packetsReceived') ?? 0, Math.max(0, of('packetsLost') ?? 0)];
    return [
      compact({
        by: after.by,
        trackId,
        receiveBps: rate(of('bytesReceived'), seconds) * 8,
        packetsPerSecond: rate(received, seconds),
        lossRatio: ratio(lost, received + lost) ?? 0,
        jitterMs: toMs(now['jitter']),
        bufferMs: toMs(ratio(of('jitterBufferDelay'), of('jitterBufferEmittedCount'))),
        bufferTargetMs: toMs(ratio(of('jitterBufferTargetDelay'), of('jitterBufferEmittedCount'))),
        concealedRatio: concealedRatio(of),
        ...(now['kind'] === 'video' && toPicture(now, of, seconds)),
      }),
    ];
  });
}

const toPicture = (now: RawStat, of: Delta['of'], seconds: number) => ({
  width: toNumber(now['frameWidth']),
  height: toNumber(now['frameHeight']),
  framesPerSecond: rate(of('framesDecoded'), seconds),
  // Firefox counts received frames under another name, or not at all.
  droppedRatio: ratio(
    of('framesDropped'),
    of('framesReceived') ?? (of('framesDecoded') ?? 0) + (of('framesDropped') ?? 0),
  ),
  decodeMsPerFrame: toMs(ratio(of('totalDecodeTime'), of('framesDecoded'))),
  processingMs: toMs(ratio(of('totalProcessingDelay'), of('framesDecoded'))),
  freezes: of('freezeCount'),
});

/** What was made up where nobody would have been silent: silence costs nothing. */
function concealedRatio(of: Delta['of']): number | undefined {
  const concealed = of('concealedSamples');
  return concealed === undefined
    ? undefined
    : ratio(concealed - (of('silentConcealedSamples') ?? 0), of('totalSamplesReceived'));
}

function toOutgoing(before: RawStats, after: RawStats): OutgoingStatistics[] {
  return [...after.outgoing].flatMap(([source, report]) => {
    const then = before.outgoing.get(source);
    const layers = ofType(report, 'outbound-rtp').flatMap((now) => {
      const delta = difference(then?.get(String(now['id'])), now);
      return delta ? [{ now, ...delta }] : [];
    });
    if (layers.length === 0) return [];
    const flowing = layers.filter(({ of }) => (of('packetsSent') ?? 0) > 0);
    const largest = flowing.reduce<RawStat | undefined>(
      (best, { now }) => (height(now) > height(best) ? now : best),
      undefined,
    );
    const frames = Math.max(0, ...flowing.map(({ of }) => of('framesEncoded') ?? 0));
    // All layers of a picture are encoded in one go, and each of them counts the time of all.
    const encodeSeconds = Math.max(0, ...flowing.map(({ of }) => of('totalEncodeTime') ?? 0));
    const remote = ofType(report, 'remote-inbound-rtp').filter((stat) => toNumber(stat['fractionLost']) !== undefined);
    return [
      compact({
        by: after.by,
        source,
        sendBps: sum(layers.map(({ of, seconds }) => rate(of('bytesSent'), seconds) * 8)),
        layers: flowing.length,
        lossRatio:
          remote.length === 0 ? undefined : Math.max(...remote.map((stat) => toNumber(stat['fractionLost']) ?? 0)),
        rttMs: toMs(lowest(remote.map((stat) => toNumber(stat['roundTripTime'])))),
        width: toNumber(largest?.['frameWidth']),
        height: toNumber(largest?.['frameHeight']),
        framesPerSecond:
          largest && frames > 0 ? frames / Math.max(...flowing.map(({ seconds }) => seconds)) : undefined,
        limitedBy: limitOf(flowing),
        encodeMsPerFrame: frames > 0 ? toMs(encodeSeconds / frames) : undefined,
        sendDelayMs: sendDelayMs(flowing),
      }),
    ];
  });
}

function sendDelayMs(layers: readonly Pick<Delta, 'of'>[]): number | undefined {
  const waited = layers.flatMap(({ of }) => of('totalPacketSendDelay') ?? []);
  return waited.length === 0
    ? undefined
    : toMs(ratio(sum(waited), sum(layers.map(({ of }) => of('packetsSent') ?? 0))));
}

/** Chromium sums up the seconds of each reason; elsewhere it is what the browser says at this moment, if it does. */
function limitOf(
  layers: readonly { readonly now: RawStat; readonly of: Delta['of'] }[],
): 'cpu' | 'bandwidth' | undefined {
  const is = (reason: 'cpu' | 'bandwidth') => layers.some(({ now }) => now['qualityLimitationReason'] === reason);
  return is('cpu') ? 'cpu' : is('bandwidth') ? 'bandwidth' : undefined;
}

function toPaths({ by, sendPath, receivePath }: RawStats): PathStatistics[] {
  const [send, receive] = [toPath(sendPath), toPath(receivePath)];
  return [
    ...(send ? [compact({ by, direction: 'send' as const, ...send })] : []),
    // What only receives has no idea of what it could send.
    ...(receive ? [compact({ by, direction: 'receive' as const, ...receive, availableSendBps: undefined })] : []),
  ];
}

function toPath(report: RawReport) {
  const pair = pairInUse(report);
  if (!pair) return undefined;
  const ends = [report.get(String(pair['localCandidateId'])), report.get(String(pair['remoteCandidateId']))];
  const isRelay = ends.some((end) => end?.['candidateType'] === 'relay');
  const protocol = ends[0]?.['protocol'];
  const kind = protocol === 'udp' || protocol === 'tcp' ? protocol : 'unknown';
  return {
    kind: isRelay ? ('relay' as const) : kind,
    // Firefox says 0 of what was never measured.
    rttMs: pair['responsesReceived'] === 0 ? undefined : toMs(toNumber(pair['currentRoundTripTime'])),
    availableSendBps: toNumber(pair['availableOutgoingBitrate']),
  } as const;
}

/** Of the path in use, where the browser has measured it. */
export const roundTripMs = (report: RawReport): number | undefined => toPath(report)?.rttMs;

/** The transport names its pair; a browser that has no transport there marks the pair itself, as older Firefox does. */
function pairInUse(report: RawReport): RawStat | undefined {
  const [transport] = ofType(report, 'transport');
  const named = report.get(String(transport?.['selectedCandidatePairId']));
  return (
    named ??
    ofType(report, 'candidate-pair').find(
      ({ selected, nominated, state }) => selected === true || (nominated === true && state === 'succeeded'),
    )
  );
}

type Delta = { readonly seconds: number; readonly of: (field: string) => number | undefined };

/** A counter that goes back belongs to another stream under the same name: nothing can be said. */
function difference(before: RawStat | undefined, after: RawStat): Delta | undefined {
  const [then, now] = [toNumber(before?.['timestamp']), toNumber(after['timestamp'])];
  if (!before || before['ssrc'] !== after['ssrc'] || then === undefined || now === undefined || now <= then)
    return undefined;
  return {
    seconds: (now - then) / 1_000,
    of(field) {
      const [from = 0, to] = [toNumber(before[field]), toNumber(after[field])];
      return to === undefined ? undefined : field === 'packetsLost' ? to - from : Math.max(0, to - from);
    },
  };
}

const ofType = (report: RawReport, type: string): RawStat[] =>
  [...report.values()].filter((stat) => stat['type'] === type);
const toNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const height = (stat: RawStat | undefined): number => toNumber(stat?.['frameHeight']) ?? 0;
const toMs = (seconds: unknown): number | undefined => (typeof seconds === 'number' ? seconds * 1_000 : undefined);
const rate = (amount: number | undefined, seconds: number): number => (amount ?? 0) / seconds;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const lowest = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((low, value) => (low === undefined || (value !== undefined && value < low) ? value : low), undefined);
const ratio = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined ? undefined : whole > 0 ? part / whole : 0;

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Plain data has no `undefined`: it would not survive JSON. */
function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Compact<T>;
}
