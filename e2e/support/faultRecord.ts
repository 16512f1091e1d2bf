import { test } from '@confab/testkit';

/** One figure of one run, against the target of FAULTS.md. */
export type FaultFigure = {
  /** As FAULTS.md names it. */
  readonly fault: string;
  readonly measure: string;
  readonly value: number;
  readonly unit: 'ms' | '%';
  /** For 95 of 100 runs. */
  readonly target: number;
  /** For every run. */
  readonly max: number;
  /** More is better. */
  readonly isFloor?: boolean;
};

/** How the figures travel to the reporter. */
export const FIGURE = 'fault figure';

/** Writes a figure down. A target that is missed is reported and does not fail the test: what fails it are the invariants. */
export function record(figure: FaultFigure): void {
  test.info().annotations.push({ type: FIGURE, description: JSON.stringify(figure) });
}
