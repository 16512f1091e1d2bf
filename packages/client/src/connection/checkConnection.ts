import type { Clock } from '@confab/rpc';
import type { PathStatistics } from '../statistics/CallStatistics.ts';
import type { RawStats } from '../statistics/RawStats.ts';
import { toSample } from '../statistics/toSample.ts';
import type { Meter, MeterPort } from './MeterPort.ts';

/** Whether a call would work from here, and how well. */
export type ConnectionCheck = {
  /** How media finds its way; `none`: not at all within the time. */
  readonly path: 'udp' | 'tcp' | 'relay' | 'none';
  readonly roundTripMs?: number;
  /** What the browser thinks it could send. Known only while something is sent. */
  readonly uploadKbps?: number;
  /** `silent`: it is there, and nothing was heard of it, perhaps because it is muted or nobody spoke. */
  readonly microphone: 'heard' | 'silent' | 'none';
};

export type CheckFacts = {
  readonly clock: Clock;
  /** Of the transports that there are: those of the lobby, or of the call. */
  readonly collect: () => Promise<readonly RawStats[]>;
  readonly microphone: () => MediaStreamTrack | undefined;
  readonly openMeter: MeterPort;
};

/** Looks until everything is known, for five seconds at most. Never rejects. */
export async function checkConnection(facts: CheckFacts): Promise<ConnectionCheck> {
  const { clock, collect, microphone } = facts;
  const endAt = clock.now() + PATIENCE_MS;
  const track = microphone();
  const meter = track && tryToOpen(facts.openMeter, track);
  let isHeard = false;
  let before: readonly RawStats[] = [];
  for (;;) {
    const raw = await collect().catch(() => []);
    const { paths, outgoing } = toSample(before, raw);
    before = raw;
    isHeard ||= (meter?.peak() ?? 0) >= HEARD_PEAK;
    const path = pathOf(paths);
    const isAllKnown = path?.rttMs !== undefined && (isHeard || !meter);
    if (isAllKnown || clock.now() >= endAt) {
      meter?.close();
      const isSending = outgoing.some(({ sendBps }) => sendBps > 0);
      return {
        path: path ? toKind(path) : 'none',
        ...(path?.rttMs !== undefined && { roundTripMs: Math.round(path.rttMs) }),
        ...(isSending &&
          path?.availableSendBps !== undefined && { uploadKbps: Math.round(path.availableSendBps / 1_000) }),
        microphone: isHeard ? 'heard' : track ? 'silent' : 'none',
      };
    }
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
  }
}

/** The way out is what fails most often; Firefox may tell of it without a round trip. */
const pathOf = (paths: readonly PathStatistics[]): PathStatistics | undefined =>
  paths.find(({ direction, rttMs }) => direction === 'send' && rttMs !== undefined) ??
  paths.find(({ rttMs }) => rttMs !== undefined) ??
  paths[0];

/** A pair without a known protocol has carried something all the same: what is not TCP is UDP. */
const toKind = ({ kind }: PathStatistics): 'udp' | 'tcp' | 'relay' => (kind === 'unknown' ? 'udp' : kind);

/** A browser that cannot listen hears nothing; the rest of the check stands. */
function tryToOpen(open: MeterPort, track: MediaStreamTrack): Meter | undefined {
  try {
    return open(track);
  } catch {
    return undefined;
  }
}

const PATIENCE_MS = 5_000;
const LOOK_MS = 250;
/** A word, not the hiss of the device: about -34 dBFS. */
const HEARD_PEAK = 0.02;
