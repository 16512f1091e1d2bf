import type { LatencyPath } from './LatencyPath.ts';
import { HEIGHT } from './page/stamp.ts';
import type { Way } from './Way.ts';

/** One stay in the call, of both. */
export type Stayed = {
  readonly round: number;
  readonly path: LatencyPath;
  readonly ages: readonly number[];
  /** Of the last picture that each of them saw. */
  readonly heights: readonly number[];
  readonly way: Way;
};

/**
 * Without the rounds of which one path had smaller or fewer pictures than the other: those take less time whatever their
 * way. @throws when there is none left, for then nothing was compared.
 */
export function alikeRounds(measured: readonly Stayed[]): readonly Stayed[] {
  const alike = measured.filter(({ round }) => {
    const ofRound = measured.filter((stayed) => stayed.round === round);
    const rates = ofRound.flatMap(({ way }) => way.framesPerSecond ?? []);
    const isFull = ofRound.every(({ heights }) => heights.every((height) => height === HEIGHT));
    return isFull && Math.min(...rates) >= LEAST_RATE * Math.max(...rates);
  });
  if (alike.length === 0)
    throw new Error('no round had pictures of the same size and rate on both ways: too busy a machine');
  return alike;
}

const LEAST_RATE = 0.9;
