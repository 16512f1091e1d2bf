import type { EffectsState, FrugalStep } from '../CallSnapshot.ts';
import type { PictureLimits } from '../devices/pictureConstraints.ts';

/** How much picture is made at most; undefined: as much as there is. The smaller one of two wishes wins. */
export function pictureLimits(
  frugal: FrugalStep | undefined,
  videoQuality: EffectsState['videoQuality'],
): PictureLimits | undefined {
  const wishes = [frugal && byStep[frugal], videoQuality === 'saver' ? SAVER : undefined].flatMap((one) => one ?? []);
  if (wishes.length === 0) return undefined;
  return {
    height: Math.min(...wishes.map(({ height }) => height)),
    frameRate: Math.min(...wishes.map(({ frameRate }) => frameRate)),
  };
}

const byStep: Readonly<Record<FrugalStep, PictureLimits>> = {
  frameRate: { height: 720, frameRate: 15 },
  resolution: { height: 360, frameRate: 15 },
  effects: { height: 360, frameRate: 15 },
  // Who it is can still be seen, and that the picture moves.
  video: { height: 180, frameRate: 8 },
};

const SAVER: PictureLimits = { height: 360, frameRate: 15 };
