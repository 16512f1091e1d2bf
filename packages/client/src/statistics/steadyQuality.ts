import type { CallQuality, PeerQuality } from '../CallSnapshot.ts';
import type { Judged } from './judgeQuality.ts';

type Shown = CallQuality | PeerQuality;
type Steady<T extends Shown> = { readonly shown: T; readonly worse: number; readonly better: number };

export type SteadyQuality = {
  readonly call: Steady<CallQuality>;
  readonly peers: ReadonlyMap<string, Steady<PeerQuality>>;
};

export const allGood: SteadyQuality = { call: { shown: { level: 'good' }, worse: 0, better: 0 }, peers: new Map() };

/** What is shown does not flicker: worse when it was worse twice in a row, better when it has been for a while. */
export function steadyQuality(before: SteadyQuality, judged: Judged): SteadyQuality {
  return {
    call: step(before.call, judged.call),
    peers: new Map(
      [...judged.peers].map(([peerId, now]) => [peerId, step(before.peers.get(peerId) ?? allGood.call, now)]),
    ),
  };
}

function step<T extends Shown>({ shown, worse, better }: Steady<Shown>, now: T): Steady<T> {
  const difference = ranks[now.level] - ranks[shown.level];
  // Of the same level, with another reason: the newest reason is the one to act on.
  if (difference === 0) return { shown: now, worse: 0, better: 0 };
  const [nextWorse, nextBetter] = difference > 0 ? [worse + 1, 0] : [0, better + 1];
  if (nextWorse >= WORSE_AFTER || nextBetter >= BETTER_AFTER) return { shown: now, worse: 0, better: 0 };
  // What is shown is of the same kind: it was judged of the same thing.
  return { shown: shown as T, worse: nextWorse, better: nextBetter };
}

const ranks = { good: 0, fair: 1, poor: 2 } as const;

/** In samples. */
const WORSE_AFTER = 2;
const BETTER_AFTER = 4;
