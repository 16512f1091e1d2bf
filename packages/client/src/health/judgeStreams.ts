import type { Seen, StreamFacts, Watched } from './followStream.ts';
import { follow, isUnheard, missedInMs, toWatched } from './followStream.ts';
import type { PathHealth } from './judgePaths.ts';
import { judgePaths, SURE_AFTER_MS, untouched } from './judgePaths.ts';

export type Health = { readonly streams: ReadonlyMap<string, Watched>; readonly paths: PathHealth };

type RepairStep = 'resume' | 'renew' | 'restartIce' | 'rebuild';
export type Repair = { readonly step: RepairStep; readonly trackIds: readonly string[]; readonly silentMs: number };

export type Judgement = {
  readonly health: Health;
  readonly repairs: readonly Repair[];
  /** What has not arrived for so long that the sender should know. */
  readonly unheard: readonly string[];
  readonly isSuspicious: boolean;
  /** Restarting the paths has not helped. */
  readonly isHopeless: boolean;
  /** When to look again: no later than something could be missed for long enough. */
  readonly lookInMs: number;
};

export const healthy: Health = { streams: new Map(), paths: untouched };

/** What flows by new transports is watched anew; that there are new ones holds. */
export const forgetStreams = ({ paths: { rebuiltAt } }: Health): Health => ({
  ...healthy,
  paths: { ...untouched, rebuiltAt },
});

/** Looks at everything that should arrive now; what is muted, paused or not set up yet is not among it. */
export function judgeStreams(before: Health, facts: readonly StreamFacts[], nowMs: number): Judgement {
  const seen = facts.map((one) => follow(before.streams.get(one.trackId), one, nowMs));
  const missedIn = seen.map((one) => missedInMs(one, nowMs));
  const silent = seen.filter((_, index) => (missedIn[index] ?? 0) <= 0);
  const ofStreams = repairStreams(silent, nowMs);
  const { paths, repair, isHopeless, knownInMs } = judgePaths(before.paths, seen, nowMs);
  const repaired = new Set(ofStreams.flatMap(({ trackIds }) => trackIds));
  const asked = (one: Seen): Seen =>
    repaired.has(one.trackId) ? { ...one, attempts: one.attempts + 1, attemptAt: nowMs } : one;
  return {
    health: { streams: new Map(seen.map((one) => [one.trackId, toWatched(asked(one))])), paths },
    repairs: repair ? [...ofStreams, toRepair(repair, seen, nowMs)] : ofStreams,
    unheard: seen.filter((one) => isUnheard(one, nowMs)).map(({ trackId }) => trackId),
    isSuspicious: silent.length > 0,
    isHopeless,
    lookInMs: whenToLook(Math.min(...missedIn), knownInMs),
  };
}

/** It is known that asking for these again does not help: what is missed still is opened anew at once. */
export function renewNow(before: Health, trackIds: readonly string[], nowMs: number) {
  const missed = trackIds.filter((trackId) => before.streams.get(trackId)?.attempts === 1);
  const streams = new Map(before.streams);
  const silent = missed.map((trackId) => nowMs - (before.streams.get(trackId)?.movedAt ?? nowMs));
  for (const trackId of missed) {
    const watched = before.streams.get(trackId);
    if (watched) streams.set(trackId, { ...watched, attempts: 2, attemptAt: nowMs });
  }
  const repair: Repair = { step: 'renew', trackIds: missed, silentMs: Math.min(...silent) };
  return { health: { ...before, streams }, repair: missed.length > 0 ? repair : undefined };
}

/** First asked to flow again, then opened anew, then anew now and then: the fault may be the sender's. */
function repairStreams(silent: readonly Seen[], nowMs: number): Repair[] {
  const due = silent.filter(({ attempts, attemptAt }) => nowMs - attemptAt >= pauseMs(attempts));
  return (['resume', 'renew'] as const).flatMap((step): Repair[] => {
    const streams = due.filter(({ attempts }) => (attempts === 0) === (step === 'resume'));
    return streams.length > 0 ? [toRepair(step, streams, nowMs)] : [];
  });
}

const toRepair = (step: RepairStep, streams: readonly Seen[], nowMs: number): Repair => ({
  step,
  trackIds: streams.map(({ trackId }) => trackId),
  silentMs: nowMs - Math.max(...streams.map(({ movedAt }) => movedAt)),
});

function whenToLook(missedInMs: number, pathsKnownInMs: number | undefined): number {
  if (pathsKnownInMs === 0) return SURE_AFTER_MS;
  if (missedInMs <= 0) return SUSPICIOUS_LOOK_MS;
  return Math.min(LOOK_MS, Math.max(SOONEST_LOOK_MS, Math.min(missedInMs, pathsKnownInMs ?? Infinity)));
}

/** After how many attempts how long until the next one. */
const pauseMs = (attempts: number): number => [0, 750, 2_000, 5_000, 10_000][attempts] ?? 30_000;

/** How often everything is looked at: when nothing is missed, when something is, and when it is about to be. */
const LOOK_MS = 500;
const SUSPICIOUS_LOOK_MS = 250;
const SOONEST_LOOK_MS = 150;
