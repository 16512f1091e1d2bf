import type { CallSnapshot } from '../CallSnapshot.ts';
import type { RepairNote } from '../health/RepairLog.ts';
import type { CallStatistics } from './CallStatistics.ts';

/** What a person can save of a call and hand on: plain data without addresses, chat or tokens; names only if they agree. */
export type CallReport = {
  readonly version: 1;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly userAgent: string;
  /** What came from signaling and broke its own contract. */
  readonly brokenFrames: number;
  readonly call: Pick<CallSnapshot, 'state' | 'signaling' | 'media' | 'topology' | 'quality' | 'problem' | 'frugal'>;
  readonly self: ReportedSelf;
  readonly people: readonly ReportedPeer[];
  readonly repairs: readonly RepairNote[];
  readonly statistics?: CallStatistics;
};

type ReportedSource = Pick<CallSnapshot['self']['microphone'], 'wanted' | 'actual' | 'room' | 'fault' | 'unheardBy'>;
type ReportedSelf = {
  readonly id: string;
  readonly name?: string;
  readonly microphone: ReportedSource;
  readonly camera: ReportedSource;
  readonly screen: ReportedSource;
  readonly effects: CallSnapshot['self']['effects'];
};
type ReportedPeer = Pick<CallSnapshot['peers'][number], 'connected' | 'quality'> & {
  readonly id: string;
  readonly name?: string;
  readonly sources: readonly { readonly source: string; readonly muted: boolean; readonly hasTrack: boolean }[];
};

export type ReportFacts = {
  readonly snapshot: CallSnapshot;
  readonly statistics: CallStatistics | undefined;
  readonly repairs: readonly RepairNote[];
  readonly madeAt: Date;
  readonly userAgent: string;
  readonly brokenFrames: number;
};

/** Everyone is a number in it: `p0` is oneself. What is written down here is chosen field by field, so that nothing slips in. */
export function makeReport(facts: ReportFacts, { withNames }: { readonly withNames: boolean }): CallReport {
  const { snapshot, statistics, repairs, madeAt, userAgent, brokenFrames } = facts;
  const { state, signaling, media, topology, quality, problem, frugal, self, peers } = snapshot;
  const ids = new Map(
    [self.peerId ?? '', ...peers.map(({ peerId }) => peerId)].map((peerId, index) => [peerId, `p${index}`]),
  );
  const nameTrack = (trackId: string) => renameTrack(trackId, ids);
  return {
    version: 1,
    madeAt: madeAt.toISOString(),
    userAgent,
    brokenFrames,
    call: { state, signaling, media, topology, quality, ...(problem && { problem }), ...(frugal && { frugal }) },
    self: {
      id: 'p0',
      ...(withNames && { name: self.displayName }),
      microphone: toReportedSource(self.microphone),
      camera: toReportedSource(self.camera),
      screen: toReportedSource(self.screen),
      effects: self.effects,
    },
    people: peers.map(({ peerId, displayName, connected, quality: theirs, sources }) => ({
      id: ids.get(peerId) ?? '',
      ...(withNames && { name: displayName }),
      connected,
      ...(theirs && { quality: theirs }),
      sources: sources.map(({ source, muted, trackId }) => ({ source, muted, hasTrack: trackId !== undefined })),
    })),
    repairs: repairs.map((note) => ({ ...note, trackIds: note.trackIds.map(nameTrack) })),
    ...(statistics && {
      statistics: {
        ...statistics,
        incoming: statistics.incoming.map((stream) => ({ ...stream, trackId: nameTrack(stream.trackId) })),
      },
    }),
  };
}

/** Device ids stay out: they would tell one browser from all others. */
const toReportedSource = ({ wanted, actual, room, fault, unheardBy }: ReportedSource): ReportedSource => ({
  wanted,
  actual,
  ...(room && { room }),
  ...(fault && { fault }),
  ...(unheardBy !== undefined && { unheardBy }),
});

/** Somebody who has left meanwhile is nobody in particular. */
function renameTrack(trackId: string, ids: ReadonlyMap<string, string>): string {
  const end = trackId.lastIndexOf(':');
  return `${ids.get(trackId.slice(0, end)) ?? 'gone'}${trackId.slice(end)}`;
}
