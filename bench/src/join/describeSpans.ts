import type { Figure } from '../Bench.ts';
import { median } from '../measure/statistics.ts';
import type { JoinMode } from './JoinMode.ts';
import type { JoinSpans } from './page/main.ts';
import type { Sample } from './benchJoin.ts';

const spans = ['seat', 'track', 'packets', 'shown'] as const satisfies readonly (keyof JoinSpans)[];

/** The medians of where the time went. */
export function spanFigure(samples: readonly Sample[], mode: JoinMode, rttMs: number): Figure {
  const note = spans.map((span) => `${span} ${toMs(median(samples.map((one) => one.spans[span])))}`).join(', ');
  const value = median(samples.map((one) => one.spans.packets));
  return { what: `${mode}: from the track to its last packet, p50 at ${rttMs} ms`, value, unit: 'ms', note };
}

/** Those that took more than twice as long as usual, each with where its time went and what was done about it. */
export function describeSlow(samples: readonly Sample[]): string[] {
  const usual = median(samples.map(({ firstFrameMs }) => firstFrameMs));
  return samples.filter(({ firstFrameMs }) => firstFrameMs > SLOW * usual).map(describeJoin);
}

function describeJoin(sample: Sample): string {
  const { mode, rttMs, firstFrameMs, joinMs, pictures, repairs } = sample;
  const parts = [
    spans.map((span) => `${span} ${toMs(sample.spans[span])}`).join(', '),
    `of the client: ${listOf(joinMs?.phases)}`,
    `pictures: ${listOf(pictures)}`,
    `repairs: ${repairs.join(', ') || 'none'}`,
  ];
  return `${mode} at ${rttMs} ms took ${toMs(firstFrameMs)} ms: ${parts.join('; ')}`;
}

const toMs = (value: number): string => String(Math.round(value));
const listOf = (values: Readonly<Record<string, number>> = {}): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${toMs(value)}`)
    .join(', ');

const SLOW = 2;
