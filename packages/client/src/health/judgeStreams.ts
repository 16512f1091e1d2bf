import type { Source } from '@confab/protocol';

/** What is known of one stream that should arrive by way of the sfu. */
export type StreamFacts = {
  readonly trackId: string;
  readonly source: Source;
  /** Packets of a sound, decoded frames of a picture, so far. */
  readonly count: number;
};

type Watched = {
  readonly count: number;
  readonly hasFlowed: boolean;
  readonly movedAt: number;
  /** How often it was asked for again since it last arrived, and when. */
  readonly attempts: number;
  readonly attemptAt: number;
};

export type Health = {
  readonly streams: ReadonlyMap<string, Watched>;
  /** When the paths, and all of it, were last repaired for want of anything arriving. */
  readonly restartedAt: number;
  readonly rebuiltAt: number;
};

type RepairStep = 'resume' | 'renew' | 'restartIce' | 'rebuild';
export type Repair = { readonly step: RepairStep; readonly trackIds: readonly string[]; readonly silentMs: number };

export type Judgement = {
  readonly health: Health;
  readonly repairs: readonly Repair[];
  /** What has not arrived for so long that the sender should know. */
  readonly unheard: readonly string[];
  readonly isSuspicious: boolean;
};

export const healthy: Health = { streams: new Map(), restartedAt: -Infinity, rebuiltAt: -Infinity };

/** Looks at everything that should arrive now; what is muted, paused or not set up yet is not among it. */
export function judgeStreams(before: Health, facts: readonly StreamFacts[], nowMs: number): Judgement {
  const seen = facts.map((one) => ({ ...one, ...follow(before.streams.get(one.trackId), one, nowMs) }));
  const silent = seen.filter((one) => nowMs - one.movedAt >= suspectMs(one));
  const repairs = [...repairStreams(silent, nowMs), ...repairPaths(before, seen, nowMs)];
  const did = (step: RepairStep) => repairs.some((repair) => repair.step === step);
  const repaired = new Set(repairs.flatMap(({ trackIds, step }) => (isOfStream(step) ? trackIds : [])));
  const streams = new Map(
    seen.map(({ trackId, source: _, attempts, attemptAt, ...watched }): [string, Watched] => [
      trackId,
      repaired.has(trackId)
        ? { ...watched, attempts: attempts + 1, attemptAt: nowMs }
        : { ...watched, attempts, attemptAt },
    ]),
  );
  return {
    health: {
      streams,
      restartedAt: did('restartIce') ? nowMs : before.restartedAt,
      rebuiltAt: did('rebuild') ? nowMs : before.rebuiltAt,
    },
    repairs,
    unheard: seen.filter((one) => nowMs - one.movedAt >= unheardMs(one)).map(({ trackId }) => trackId),
    isSuspicious: silent.length > 0,
  };
}

/** A counter that goes back is another consumer's, which has still to prove itself. */
function follow(before: Watched | undefined, { count }: StreamFacts, nowMs: number): Watched {
  if (before && count <= before.count) return { ...before, count };
  return { count, hasFlowed: before !== undefined, movedAt: nowMs, attempts: 0, attemptAt: -Infinity };
}

type Seen = StreamFacts & Watched;

/** First asked to flow again, then opened anew, then anew now and then: the fault may be the sender's. */
function repairStreams(silent: readonly Seen[], nowMs: number): Repair[] {
  const due = silent.filter(({ attempts, attemptAt }) => nowMs - attemptAt >= pauseMs(attempts));
  return (['resume', 'renew'] as const).flatMap((step): Repair[] => {
    const streams = due.filter(({ attempts }) => (attempts === 0) === (step === 'resume'));
    return streams.length > 0 ? [toRepair(step, streams, nowMs)] : [];
  });
}

/** Nothing arrives from anybody: then it is the way here, and after that the transports. */
function repairPaths(before: Health, seen: readonly Seen[], nowMs: number): Repair[] {
  const newest = Math.max(...seen.map(({ movedAt }) => movedAt));
  const silentMs = nowMs - newest;
  if (silentMs < ALL_SILENT_MS || !seen.some(({ hasFlowed }) => hasFlowed)) return [];
  if (silentMs >= REBUILD_AFTER_MS && nowMs - before.rebuiltAt >= REBUILD_PAUSE_MS && isMoreThanOne(seen))
    return [toRepair('rebuild', seen, nowMs)];
  return isRestartDue(before, silentMs, nowMs) ? [toRepair('restartIce', seen, nowMs)] : [];
}

/** At once, once more when the browser is ready to leave a path that it has not given up, and then now and then. */
function isRestartDue({ restartedAt }: Health, silentMs: number, nowMs: number): boolean {
  const sinceRestartMs = nowMs - restartedAt;
  const wasBeforeReady = silentMs - sinceRestartMs < READY_TO_LEAVE_MS;
  return sinceRestartMs >= RESTART_PAUSE_MS || (silentMs >= READY_TO_LEAVE_MS && wasBeforeReady);
}

/** Of one person alone it is not known whether they send at all. */
const isMoreThanOne = (seen: readonly Seen[]): boolean =>
  new Set(seen.map(({ trackId }) => trackId.slice(0, trackId.lastIndexOf(':')))).size > 1;

const toRepair = (step: RepairStep, streams: readonly Seen[], nowMs: number): Repair => ({
  step,
  trackIds: streams.map(({ trackId }) => trackId),
  silentMs: nowMs - Math.max(...streams.map(({ movedAt }) => movedAt)),
});

const isOfStream = (step: RepairStep): boolean => step === 'resume' || step === 'renew';

/** Opus without a voice (DTX) sends every 400 ms; a camera several frames a second; a screen that rests hardly any. */
const suspectMs = ({ source, hasFlowed }: Seen): number => {
  if (source === 'screen' || source === 'screenAudio') return 10_000;
  return hasFlowed ? 800 : FIRST_PATIENCE_MS;
};
const unheardMs = (one: Seen): number => suspectMs(one) + 1_700;
/** After how many attempts how long until the next one. */
const pauseMs = (attempts: number): number => [0, 250, 2_000, 5_000, 10_000][attempts] ?? 30_000;

/** What was never there yet may still be on its way. */
const FIRST_PATIENCE_MS = 3_000;
const ALL_SILENT_MS = 750;
const RESTART_PAUSE_MS = 5_000;
/**
 * Where a firewall blocks UDP from now on, a restart finds the way by TCP at once. But Chromium stays with a path for 2.5 s
 * without a packet and another second, and tells an ICE-lite server of the new one only with its next check, up to 2.5 s
 * later. What a restart finds after that time is told at once.
 */
const READY_TO_LEAVE_MS = 3_600;
const REBUILD_AFTER_MS = 8_000;
const REBUILD_PAUSE_MS = 20_000;
