import type { Source } from '@confab/protocol';

/** What is known of one stream that should arrive by way of the sfu. */
export type StreamFacts = {
  readonly trackId: string;
  readonly source: Source;
  /** Packets of a sound, decoded frames of a picture, so far. */
  readonly count: number;
  /** How long ago its newest packet came, where the browser says so. */
  readonly silentMs?: number;
};

type Watched = {
  readonly count: number;
  readonly hasFlowed: boolean;
  readonly movedAt: number;
  /** When a look found that it had: a page that had no time is not a path that is lost. */
  readonly seenMovingAt: number;
  /** No packet had come for a while when it was last looked at: what came before the next one is lost. */
  readonly hasPaused: boolean;
  /** How often it was asked for again since it last arrived, and when. */
  readonly attempts: number;
  readonly attemptAt: number;
};

export type Health = {
  readonly streams: ReadonlyMap<string, Watched>;
  /** When the paths, and all of it, were last repaired for want of anything arriving. */
  readonly restartedAt: number;
  /** When signaling had answered the restart, and the browser could look for another way. */
  readonly answeredAt: number;
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
  /** A restart should have brought something by now: if nothing of ours arrives either, these transports never will. */
  readonly isHopeless: boolean;
  /** When to look again: no later than something could be missed for long enough. */
  readonly lookInMs: number;
};

export const healthy: Health = {
  streams: new Map(),
  restartedAt: -Infinity,
  answeredAt: -Infinity,
  rebuiltAt: -Infinity,
};

/** Looks at everything that should arrive now; what is muted, paused or not set up yet is not among it. */
export function judgeStreams(before: Health, facts: readonly StreamFacts[], nowMs: number): Judgement {
  const seen = facts.map((one) => ({
    ...one,
    silentMs: one.silentMs,
    ...follow(before.streams.get(one.trackId), one, nowMs),
  }));
  const silent = seen.filter((one) => missedInMs(one, nowMs) <= 0);
  const repairs = [...repairStreams(silent, nowMs), ...repairPaths(before, seen, nowMs)];
  const did = (step: RepairStep) => repairs.some((repair) => repair.step === step);
  const repaired = new Set(repairs.flatMap(({ trackIds, step }) => (isOfStream(step) ? trackIds : [])));
  const streams = new Map(
    seen.map(
      ({ trackId, source: _source, silentMs: _silentMs, attempts, attemptAt, ...watched }): [string, Watched] => [
        trackId,
        repaired.has(trackId)
          ? { ...watched, attempts: attempts + 1, attemptAt: nowMs }
          : { ...watched, attempts, attemptAt },
      ],
    ),
  );
  return {
    health: {
      ...before,
      streams,
      restartedAt: did('restartIce') ? nowMs : before.restartedAt,
      rebuiltAt: did('rebuild') ? nowMs : before.rebuiltAt,
    },
    repairs,
    unheard: seen.filter((one) => isUnheard(one, nowMs)).map(({ trackId }) => trackId),
    isSuspicious: silent.length > 0,
    isHopeless: isHopeless(before, seen, nowMs),
    lookInMs: whenToLook(seen, nowMs),
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

/** A counter that goes back is another consumer's, which has still to prove itself. */
function follow(before: Watched | undefined, { count, silentMs }: StreamFacts, nowMs: number): Watched {
  if (before && count < before.count) return { ...before, count, hasPaused: false };
  const hasPaused = silentMs !== undefined && silentMs >= PAUSED_MS;
  if (before && count === before.count) {
    // Its packets come again, and it lacks a key frame only: that was asked for in vain until now.
    const isBack = before.hasPaused && !hasPaused;
    return { ...before, count, hasPaused, ...(isBack && unasked) };
  }
  // What was not watched may have rested by design.
  const movedAt = before ? Math.max(nowMs - (silentMs ?? 0), before.movedAt) : nowMs;
  return { count, hasFlowed: before !== undefined, movedAt, seenMovingAt: nowMs, hasPaused, ...unasked };
}

const unasked = { attempts: 0, attemptAt: -Infinity };

type Seen = Omit<StreamFacts, 'silentMs'> & Watched & { readonly silentMs: number | undefined };

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
  const silentMs = allSilentMs(seen, nowMs);
  if (silentMs < patienceWithAll(seen) || isUnsure(seen, nowMs) || !seen.some(({ hasFlowed }) => hasFlowed)) return [];
  if (silentMs >= REBUILD_AFTER_MS && nowMs - before.rebuiltAt >= REBUILD_PAUSE_MS && isMoreThanOne(seen))
    return [toRepair('rebuild', seen, nowMs)];
  return isRestartDue(before, silentMs, nowMs) ? [toRepair('restartIce', seen, nowMs)] : [];
}

/** Where signaling is away, too, it is the network, and nothing but waiting helps. */
function isHopeless({ answeredAt, rebuiltAt }: Health, seen: readonly Seen[], nowMs: number): boolean {
  const isAnswered = answeredAt > nowMs - allSilentMs(seen, nowMs);
  return isAnswered && nowMs - answeredAt >= HOPELESS_AFTER_MS && nowMs - rebuiltAt >= REBUILD_PAUSE_MS;
}

/** Packets without a picture have found their way, too. */
const allSilentMs = (seen: readonly Seen[], nowMs: number): number =>
  Math.min(...seen.map(({ seenMovingAt, silentMs }) => silentMs ?? nowMs - seenMovingAt));

/** Who had no time to look had perhaps none to take what has come: seen twice it is certain. */
const isUnsure = (seen: readonly Seen[], nowMs: number): boolean =>
  seen.some(({ seenMovingAt }) => nowMs - seenMovingAt < SOONEST_LOOK_MS);

/** A voice may rest, a camera does not. */
const patienceWithAll = (seen: readonly Seen[]): number =>
  seen.some(({ source, hasFlowed, silentMs }) => source === 'camera' && hasFlowed && silentMs !== undefined)
    ? ALL_SILENT_WITH_CAMERA_MS
    : ALL_SILENT_MS;

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

/**
 * In how many milliseconds the stream is missed if nothing more comes of it. Opus without a voice (DTX) sends every 400 ms;
 * a camera several frames a second, and many packets: one whose packets come lacks a key frame, and may still get it.
 */
function missedInMs({ source, hasFlowed, movedAt, silentMs }: Seen, nowMs: number): number {
  if (source === 'screen' || source === 'screenAudio') return movedAt + SCREEN_PATIENCE_MS - nowMs;
  if (!hasFlowed) return movedAt + FIRST_PATIENCE_MS - nowMs;
  const byCount = movedAt + PATIENCE_MS - nowMs;
  return source === 'camera' && silentMs !== undefined ? Math.min(byCount, CAMERA_PATIENCE_MS - silentMs) : byCount;
}

const whenToLook = (seen: readonly Seen[], nowMs: number): number => {
  const soonest = Math.min(...seen.map((one) => missedInMs(one, nowMs)));
  const untilAllMs = patienceWithAll(seen) - allSilentMs(seen, nowMs);
  if (untilAllMs <= 0 && isUnsure(seen, nowMs)) return SOONEST_LOOK_MS;
  if (soonest <= 0) return SUSPICIOUS_LOOK_MS;
  return Math.min(LOOK_MS, Math.max(SOONEST_LOOK_MS, untilAllMs > 0 ? Math.min(soonest, untilAllMs) : soonest));
};

const isUnheard = (one: Seen, nowMs: number): boolean => missedInMs({ ...one, silentMs: undefined }, nowMs) <= -1_700;
/** After how many attempts how long until the next one. */
const pauseMs = (attempts: number): number => [0, 750, 2_000, 5_000, 10_000][attempts] ?? 30_000;

const PATIENCE_MS = 800;
const CAMERA_PATIENCE_MS = 600;
const SCREEN_PATIENCE_MS = 10_000;
/** What was never there yet may still be on its way. */
const FIRST_PATIENCE_MS = 3_000;
/** A voice of which one packet is lost may be silent for 0.8 s (DTX). */
const ALL_SILENT_MS = 1_000;
/** A camera sends many packets a second; a short loss of all of them heals itself sooner. */
const ALL_SILENT_WITH_CAMERA_MS = 500;
/** No camera is so slow, and no screen that moves. */
const PAUSED_MS = 400;
const RESTART_PAUSE_MS = 5_000;
/**
 * Where a firewall blocks UDP from now on, a restart finds the way by TCP at once. But Chromium stays with a path for 2.5 s
 * without a packet and another second, and tells an ICE-lite server of the new one only with its next check, up to 2.5 s
 * later. What a restart finds after that time is told at once.
 */
const READY_TO_LEAVE_MS = 3_600;
/** A restart that finds a way that is taken has brought packets after a quarter of it. */
const HOPELESS_AFTER_MS = 700;
const REBUILD_AFTER_MS = 8_000;
const REBUILD_PAUSE_MS = 20_000;
/** How often everything is looked at: when nothing is missed, when something is, and when it is about to be. */
const LOOK_MS = 500;
const SUSPICIOUS_LOOK_MS = 250;
const SOONEST_LOOK_MS = 150;
