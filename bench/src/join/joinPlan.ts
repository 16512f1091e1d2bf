import type { Tools } from '../Bench.ts';
import type { JoinMode } from './JoinMode.ts';
import { joinModes } from './JoinMode.ts';

/** What is measured: `--joins 30 --modes hot,cold --rtts 0,50`. */
export type JoinPlan = {
  readonly joins: number;
  readonly modes: readonly JoinMode[];
  readonly rttsMs: readonly number[];
};

export function toJoinPlan(options: Tools['options']): JoinPlan {
  const names = options['modes']?.split(',') ?? joinModes;
  const modes = joinModes.filter((mode) => names.includes(mode));
  if (modes.length < names.length) throw new Error(`--modes: any of ${joinModes.join(', ')}, with commas`);
  const rttsMs = options['rtts']?.split(',').map(Number) ?? [0, 25, 50, 100];
  if (!rttsMs.every((ms) => ms >= 0)) throw new Error('--rtts: numbers of milliseconds, with commas');
  return { joins: Number(options['joins'] ?? 30), modes, rttsMs };
}
