import type { Source } from '@confab/protocol';

/** One entry of a browser's report: each type and each browser has its own fields. */
export type RawStat = Readonly<Record<string, unknown>>;
/** An RTCStatsReport. */
export type RawReport = ReadonlyMap<string, RawStat>;

/** What the connections of one path tell of themselves, all counters since they began. */
export type RawStats = {
  readonly by: 'sfu' | 'p2p';
  /** The `inbound-rtp` of each track, by its id in the registry. */
  readonly incoming: ReadonlyMap<string, RawStat>;
  /** The report of each sender. */
  readonly outgoing: ReadonlyMap<Source, RawReport>;
  /** Where the candidate pair in use is found. */
  readonly sendPath: RawReport;
  readonly receivePath: RawReport;
};

/** The streams of a report that are received, by the browser's own id of their track. */
export function inboundByTrack(report: RawReport): ReadonlyMap<string, RawStat> {
  const found = new Map<string, RawStat>();
  for (const stat of report.values()) {
    if (stat['type'] === 'inbound-rtp') found.set(String(stat['trackIdentifier']), stat);
  }
  return found;
}
