import type { RawReport, RawStat } from '../../statistics/RawStats.ts';
import { inboundByTrack } from '../../statistics/RawStats.ts';
import type { Arrival } from '../MediaEngine.ts';

/** Packets of each sound and decoded frames of each picture, by the id of its track. */
export function readArrivals(report: RawReport): ReadonlyMap<string, Arrival> {
  return new Map([...inboundByTrack(report)].map(([trackId, stat]) => [trackId, toArrival(stat)]));
}

function toArrival(stat: RawStat): Arrival {
  const count = stat['kind'] === 'audio' ? stat['packetsReceived'] : stat['framesDecoded'];
  const { timestamp, lastPacketReceivedTimestamp: newestAt } = stat;
  return {
    count: typeof count === 'number' ? count : 0,
    // Both by the browser's own clock, so that of the page does not matter.
    ...(typeof timestamp === 'number' &&
      typeof newestAt === 'number' && { silentMs: Math.max(0, timestamp - newestAt) }),
  };
}
