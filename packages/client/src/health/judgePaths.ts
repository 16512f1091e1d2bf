import type { Seen } from './followStream.ts';

/** When the paths, and all of it, were last repaired for want of anything arriving. */
export type PathHealth = {
  readonly restartedAt: number;
  /** When signaling had answered the restart, and the browser could look for another way. */
  readonly answeredAt: number;
  readonly rebuiltAt: number;
};

export type PathJudgement = {
  readonly paths: PathHealth;
  readonly repair: 'restartIce' | 'rebuild' | undefined;
  /** A restart should have brought something by now: if nothing of ours arrives either, these transports never will. */
  readonly isHopeless: boolean;
  /** When it could be known that nothing arrives: 0, it may be so already; undefined, it is. */
  readonly knownInMs: number | undefined;
};

export const untouched: PathHealth = { restartedAt: -Infinity, answeredAt: -Infinity, rebuiltAt: -Infinity };

/** Nothing arrives from anybody: then it is the way here, and after that the transports. */
export function judgePaths(before: PathHealth, seen: readonly Seen[], nowMs: number): PathJudgement {
  const silentMs = allSilentMs(seen, nowMs);
  const leftMs = patienceWithAll(seen) - silentMs;
  const isSure = seen.every(({ seenMovingAt }) => nowMs - seenMovingAt >= SURE_AFTER_MS);
  const isSilent = leftMs <= 0 && isSure && seen.some(({ hasFlowed }) => hasFlowed);
  const repair = isSilent ? chooseRepair(before, seen, { silentMs, nowMs }) : undefined;
  return {
    paths: {
      ...before,
      ...(repair === 'restartIce' && { restartedAt: nowMs }),
      ...(repair === 'rebuild' && { rebuiltAt: nowMs }),
    },
    repair,
    isHopeless: isSilent && isHopeless(before, silentMs, nowMs),
    knownInMs: leftMs > 0 ? leftMs : isSure ? undefined : 0,
  };
}

function chooseRepair(
  before: PathHealth,
  seen: readonly Seen[],
  { silentMs, nowMs }: { silentMs: number; nowMs: number },
) {
  if (silentMs >= REBUILD_AFTER_MS && nowMs - before.rebuiltAt >= REBUILD_PAUSE_MS && isMoreThanOne(seen))
    return 'rebuild';
  return isRestartDue(before, silentMs, nowMs) ? 'restartIce' : undefined;
}

/** Where signaling is away, too, it is the network, and nothing but waiting helps. */
function isHopeless({ answeredAt, rebuiltAt }: PathHealth, silentMs: number, nowMs: number): boolean {
  const isAnswered = answeredAt > nowMs - silentMs;
  return isAnswered && nowMs - answeredAt >= HOPELESS_AFTER_MS && nowMs - rebuiltAt >= REBUILD_PAUSE_MS;
}

/** At once, once more when the browser is ready to leave a path that it has not given up, and then now and then. */
function isRestartDue({ restartedAt }: PathHealth, silentMs: number, nowMs: number): boolean {
  const sinceRestartMs = nowMs - restartedAt;
  const wasBeforeReady = silentMs - sinceRestartMs < READY_TO_LEAVE_MS;
  return sinceRestartMs >= RESTART_PAUSE_MS || (silentMs >= READY_TO_LEAVE_MS && wasBeforeReady);
}

/** Packets without a picture have found their way, too. */
const allSilentMs = (seen: readonly Seen[], nowMs: number): number =>
  Math.min(...seen.map(({ seenMovingAt, silentMs }) => silentMs ?? nowMs - seenMovingAt));

/** A voice may rest, a camera does not. */
const patienceWithAll = (seen: readonly Seen[]): number =>
  seen.some(({ source, hasFlowed, silentMs }) => source === 'camera' && hasFlowed && silentMs !== undefined)
    ? ALL_SILENT_WITH_CAMERA_MS
    : ALL_SILENT_MS;

/** Of one person alone it is not known whether they send at all. */
const isMoreThanOne = (seen: readonly Seen[]): boolean =>
  new Set(seen.map(({ trackId }) => trackId.slice(0, trackId.lastIndexOf(':')))).size > 1;

/** A voice of which one packet is lost may be silent for 0.8 s (DTX). */
const ALL_SILENT_MS = 1_000;
/** A camera sends many packets a second; a short loss of all of them heals itself sooner. */
const ALL_SILENT_WITH_CAMERA_MS = 500;
/** Who had no time to look had perhaps none to take what has come: two looks apart by so much are certain. */
export const SURE_AFTER_MS = 150;
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
