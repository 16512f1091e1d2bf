import type { FrugalStep } from '../CallSnapshot.ts';

/** How busy this device is with the call, of one sample. */
export type Load = {
  /** The own picture goes out: without it there is little to turn down. */
  readonly isSending: boolean;
  /** There is an effect that can be turned down, too. */
  readonly hasSpareEffect: boolean;
  /** The browser says that it makes less of the picture for want of time. */
  readonly isCpuLimited: boolean;
  /** Of the time there is for a frame, how much it takes to encode all layers of it. */
  readonly encodeShare: number;
  /** Of the pictures that arrive, how many are thrown away for want of time. */
  readonly droppedRatio: number;
};

export type Governor = {
  /** How many of the steps are taken. */
  readonly taken: number;
  readonly strained: number;
  readonly relaxed: number;
  /** How many relaxed samples it takes to go a step back. */
  readonly patience: number;
  /** Samples since the last step back. */
  readonly sinceBack: number;
};

export const STEPS: readonly FrugalStep[] = ['frameRate', 'resolution', 'effects', 'video'];
export const unhurried: Governor = { taken: 0, strained: 0, relaxed: 0, patience: 10, sinceBack: Infinity };

/** What is turned down now. */
export const frugalStep = ({ taken }: Governor): FrugalStep | undefined => STEPS[taken - 1];

/**
 * One step at a time, and none before the one before has had time to show what it does. Down after 10 s of strain; back
 * after 20 s of ease, and if that was too soon, after twice as long the next time.
 */
export function stepGovernor(before: Governor, load: Load): Governor {
  if (!load.isSending) return { ...before, strained: 0, relaxed: 0 };
  const strained = isStrained(load) ? before.strained + 1 : 0;
  const relaxed = isRelaxed(load) ? before.relaxed + 1 : 0;
  const next = { ...before, strained, relaxed, sinceBack: before.sinceBack + 1 };
  if (strained >= STRAINED_SAMPLES) return stepDown(next, load);
  if (relaxed >= next.patience && next.taken > 0) return stepBack(next, load);
  return next;
}

function stepDown(governor: Governor, load: Load): Governor {
  const wasTooSoon = governor.sinceBack < TOO_SOON_SAMPLES;
  return {
    ...governor,
    taken: Math.min(STEPS.length, skipEffects(governor.taken + 1, 1, load)),
    strained: 0,
    relaxed: 0,
    patience: wasTooSoon ? Math.min(governor.patience * 2, MAX_PATIENCE) : governor.patience,
    sinceBack: Infinity,
  };
}

const stepBack = (governor: Governor, load: Load): Governor => ({
  ...governor,
  taken: skipEffects(governor.taken - 1, -1, load),
  strained: 0,
  relaxed: 0,
  sinceBack: 0,
});

/** A step that would turn nothing down is none. */
const skipEffects = (taken: number, direction: 1 | -1, { hasSpareEffect }: Load): number =>
  STEPS[taken - 1] === 'effects' && !hasSpareEffect ? taken + direction : taken;

const isStrained = ({ isCpuLimited, encodeShare, droppedRatio }: Load): boolean =>
  isCpuLimited || encodeShare > 0.85 || droppedRatio > 0.2;

/** Not merely not strained: in between everything stays as it is. */
const isRelaxed = ({ isCpuLimited, encodeShare, droppedRatio }: Load): boolean =>
  !isCpuLimited && encodeShare < 0.6 && droppedRatio < 0.03;

/** A sample is two seconds. */
const STRAINED_SAMPLES = 5;
const TOO_SOON_SAMPLES = 15;
const MAX_PATIENCE = 150;
