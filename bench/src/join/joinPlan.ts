import type { Tools } from '../Bench.ts';
import type { JoinMode } from './JoinMode.ts';
import { joinModes } from './JoinMode.ts';

/** What is measured: `--joins 30 --modes hot,cold --rtts 0,50 --browser firefox`. */
export type JoinPlan = {
  readonly joins: number;
  readonly modes: readonly JoinMode[];
  readonly rttsMs: readonly number[];
  /** Who joins; the publisher's is Chromium. */
  readonly browser: 'chromium' | 'firefox';
};

export function toJoinPlan(options: Tools['options']): JoinPlan {
  const names = options['modes']?.split(',') ?? joinModes;
  const modes = joinModes.filter((mode) => names.includes(mode));
  if (modes.length < names.length) throw new Error(`--modes: any of ${joinModes.join(', ')}, with commas`);
  const browser = options['browser'] ?? 'chromium';
  if (browser !== 'chromium' && browser !== 'firefox') throw new Error('--browser: chromium or firefox');
  // The relay is on the loopback, of which Firefox takes no media.
  const everyRttMs = browser === 'firefox' ? [0] : [0, 25, 50, 100];
  const rttsMs = options['rtts']?.split(',').map(Number) ?? everyRttMs;
  if (browser === 'firefox' && rttsMs.some((ms) => ms !== 0)) throw new Error('--rtts: Firefox is always near, 0');
  if (!rttsMs.every((ms) => ms >= 0)) throw new Error('--rtts: numbers of milliseconds, with commas');
  return { joins: Number(options['joins'] ?? 30), modes, rttsMs, browser };
}
