import type { Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { LinkReport, LinkState } from './DirectLink.ts';

/** When a call of two goes over to the direct path and back: make before break, both ways (TO7). A value and its rules. */

/** One thing that the other peer sends, as the room knows it. */
export type SourceFacts = {
  readonly muted: boolean;
  /** How much of it has arrived by each path: packets of a sound, decoded frames of a picture. */
  readonly direct: number;
  readonly sfu: number;
};

export type SwitchFacts = {
  readonly nowMs: number;
  /** When the counts of the sources were read, at the earliest. */
  readonly countedAtMs: number;
  /** Names the direct path that the room allows now; undefined when it allows none. */
  readonly allowed: string | undefined;
  readonly link: LinkState | undefined;
  /** The newest word of the other end of the link. */
  readonly report: LinkReport | undefined;
  readonly sources: ReadonlyMap<Source, SourceFacts>;
};

/** `trying`: the path is looked for and verified. `direct`: it is in use. `returning`: it is until the sfu's is verified. */
type SwitchPhase = 'sfu' | 'trying' | 'direct' | 'returning';

export type SwitchState = {
  readonly phase: SwitchPhase;
  /** The path that the phase is about; undefined in phase `sfu`, where no link is open. */
  readonly path: string | undefined;
  readonly sinceMs: number;
  /** What is played and shown as it arrives directly; the rest is by way of the sfu. */
  readonly playing: ReadonlySet<Source>;
  /** A path that could not be had or was lost: it is not tried again, and the room is to know. */
  readonly givenUp: string | undefined;
  /** While returning: since when everything is by way of the sfu again. */
  readonly backSinceMs: number | undefined;
  /** And long enough for what is shown to have changed over, too. */
  readonly isDone: boolean;
  /** While returning: what had arrived by way of the sfu at the first look since; undefined before that. */
  readonly sfuBefore: ReadonlyMap<Source, number> | undefined;
  /** What is in use, how much of it had arrived at the last look, and how often that was not more than at the one before. */
  readonly watched: ReadonlyMap<Source, { readonly arrived: number; readonly stalls: number }>;
};

export const onSfu: SwitchState = {
  phase: 'sfu',
  path: undefined,
  sinceMs: 0,
  playing: new Set(),
  givenUp: undefined,
  backSinceMs: undefined,
  isDone: false,
  sfuBefore: undefined,
  watched: new Map(),
};

/** What becomes of it with these facts; the same object when nothing does. */
export function stepSwitch(state: SwitchState, facts: SwitchFacts): SwitchState {
  switch (state.phase) {
    case 'sfu':
      return start(state, facts);
    case 'trying':
      return tryOn(state, facts);
    case 'direct':
      return keep(state, facts);
    case 'returning':
      return comeBack(state, facts);
  }
}

/** Looks whether what is in use still arrives; call it at each look, `LOOK_MS` apart. */
export function watch(state: SwitchState, facts: SwitchFacts): SwitchState {
  if (state.phase !== 'direct') return state;
  const watched = new Map(
    [...state.playing].flatMap((source) => {
      const known = facts.sources.get(source);
      // Silence that is announced is none to worry about.
      if (!known || !isExpected(source, facts) || STILL_SOURCES.has(source)) return [];
      const before = state.watched.get(source);
      const isStalled = before !== undefined && known.direct <= before.arrived;
      return [[source, { arrived: known.direct, stalls: isStalled ? before.stalls + 1 : 0 }] as const];
    }),
  );
  const next = { ...state, watched };
  const isLost = [...watched.values()].some(({ stalls }) => stalls >= MAX_STALLS);
  return isLost ? giveUp(next, facts) : next;
}

/** What the sfu need not be sent, for the other one has said that it plays what arrives directly. */
export function idleSources({ phase }: SwitchState, { link, report }: SwitchFacts): ReadonlySet<Source> {
  const isGood = (phase === 'trying' || phase === 'direct') && link === 'connected';
  return new Set(isGood ? report?.playing : []);
}

/** What the other end is to know. */
export const toReport = ({ phase, playing, isDone }: SwitchState, sending: Iterable<Source>): LinkReport => ({
  sending: [...sending],
  // From here on everything is wanted by way of the sfu again, whether or not signaling can say so.
  playing: phase === 'returning' ? [] : [...playing],
  isDone,
});

function start(state: SwitchState, { allowed, nowMs }: SwitchFacts): SwitchState {
  if (allowed === undefined || allowed === state.givenUp) return state;
  return { ...onSfu, phase: 'trying', path: allowed, sinceMs: nowMs };
}

function tryOn(state: SwitchState, facts: SwitchFacts): SwitchState {
  if (facts.allowed !== state.path) return turnBack(state, facts);
  if (facts.link === 'failed' || facts.nowMs - state.sinceMs >= TRY_MS) return giveUp(state, facts);
  if (facts.link !== 'connected' || !facts.report) return state;
  const sounding = [...facts.sources].filter(([, { muted }]) => !muted).map(([source]) => source);
  // All at once: lips and voice go over together.
  if (!sounding.every((source) => isVerified(source, facts))) return state;
  return { ...state, phase: 'direct', playing: new Set(sounding), sinceMs: facts.nowMs };
}

function keep(state: SwitchState, facts: SwitchFacts): SwitchState {
  if (facts.allowed !== state.path) return turnBack(state, facts);
  if (facts.link !== 'connected') return giveUp(state, facts);
  const gone = [...state.playing].filter((source) => !facts.sources.has(source));
  const fresh = [...facts.sources.keys()].filter(
    (source) => !state.playing.has(source) && !facts.sources.get(source)?.muted && isVerified(source, facts),
  );
  if (gone.length === 0 && fresh.length === 0) return state;
  const playing = new Set([...state.playing, ...fresh]);
  for (const source of gone) playing.delete(source);
  return { ...state, playing };
}

function comeBack(state: SwitchState, facts: SwitchFacts): SwitchState {
  // What was counted earlier may be of before it stopped to arrive by way of the sfu.
  if (!state.sfuBefore && facts.countedAtMs > state.sinceMs) {
    return { ...state, sfuBefore: new Map([...facts.sources].map(([source, { sfu }]) => [source, sfu])) };
  }
  const waitedMs = facts.nowMs - state.sinceMs;
  const stays = [...state.playing].filter((source) => isNeeded(source, state, facts));
  const next = stays.length === state.playing.size ? state : { ...state, playing: new Set(stays) };
  if (stays.length > 0) return next;
  const backSinceMs = state.backSinceMs ?? facts.nowMs;
  // A track that ends while its successor has not been drawn yet leaves a black picture.
  const isDone = facts.nowMs - backSinceMs >= SETTLE_MS;
  const isOther = facts.report?.isDone || facts.link !== 'connected';
  if (isDone && (isOther || waitedMs >= RETURN_MS + LINGER_MS)) return { ...onSfu, givenUp: state.givenUp };
  return state.backSinceMs === backSinceMs && state.isDone === isDone ? next : { ...next, backSinceMs, isDone };
}

/** Whether the sfu's way is not yet as good as this one. */
function isNeeded(source: Source, { sfuBefore, sinceMs }: SwitchState, { nowMs, link, sources }: SwitchFacts): boolean {
  const known = sources.get(source);
  if (!known || known.muted) return false;
  if (nowMs - sinceMs >= patienceMs(source, link)) return false;
  if (!sfuBefore) return true;
  const before = sfuBefore.get(source) ?? 0;
  // Fewer than before: it is another consumer, which counts from zero.
  const arrived = known.sfu < before ? known.sfu : known.sfu - before;
  return arrived < ENOUGH_BY_SFU[source];
}

function patienceMs(source: Source, link: LinkState | undefined): number {
  if (link === 'connected') return RETURN_MS;
  // A lost path has nothing to lose but a picture that stands still; what is interrupted may yet go on.
  return kindOf(source) === 'video' || link === 'interrupted' ? LOST_MS : 0;
}

const turnBack = (state: SwitchState, { nowMs }: SwitchFacts): SwitchState => ({
  ...state,
  phase: 'returning',
  sinceMs: nowMs,
});

const giveUp = (state: SwitchState, facts: SwitchFacts): SwitchState => ({
  ...turnBack(state, facts),
  givenUp: state.path,
});

const isExpected = (source: Source, { sources, report }: SwitchFacts): boolean =>
  sources.get(source)?.muted === false && report?.sending.includes(source) === true;

const isVerified = (source: Source, facts: SwitchFacts): boolean =>
  isExpected(source, facts) && (facts.sources.get(source)?.direct ?? 0) >= ENOUGH[source];

/** A fifth of a second of sound; a picture that has begun to move. */
const ENOUGH: Readonly<Record<Source, number>> = { microphone: 10, camera: 3, screen: 1, screenAudio: 10 };
/** More than may still be under way from before the other end has let it flow again. */
const ENOUGH_BY_SFU: Readonly<Record<Source, number>> = { microphone: 15, camera: 8, screen: 1, screenAudio: 15 };
/** A screen on which nothing moves sends nothing. */
const STILL_SOURCES: ReadonlySet<Source> = new Set(['screen']);

/** How long a path is looked for before it is given up. */
const TRY_MS = 20_000;
/** How long the sfu is waited for before its path is taken unseen: silence is sent as a packet now and then only. */
const RETURN_MS = 10_000;
/** The same while nothing comes directly any more. */
const LOST_MS = 2_000;
/** How long a page may take to draw another track. */
const SETTLE_MS = 2_000;
/** How much longer the other end may need the link. */
const LINGER_MS = 3_000;
/** How often to look while everything is as it should be, and how often in vain until it is not. */
export const LOOK_MS = 250;
const MAX_STALLS = 4;
