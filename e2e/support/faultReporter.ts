import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { FaultFigure } from './faultRecord.ts';
import { FIGURE } from './faultRecord.ts';

export type FaultRow = Omit<FaultFigure, 'value'> & {
  readonly values: readonly number[];
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  readonly isMet: boolean;
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

/** All runs of one figure, against its target. */
export function toRow(figures: readonly FaultFigure[]): FaultRow | undefined {
  const [first] = figures;
  if (!first) return undefined;
  const { value: _, ...rest } = first;
  const isFloor = rest.isFloor ?? false;
  // From the best to the worst.
  const values = figures.map(({ value }) => value).toSorted((a, b) => (isFloor ? b - a : a - b));
  const [p50, p95, worst] = [quantile(values, 0.5), quantile(values, 0.95), quantile(values, 1)];
  const keeps = (value: number, limit: number) => (isFloor ? value >= limit : value <= limit);
  return { ...rest, values, p50, p95, worst, isMet: keeps(p95, rest.target) && keeps(worst, rest.max) };
}

/** Prints the fault table after the run, and writes it to the file that CONFAB_FAULTS_JSON names. */
export default class FaultReporter implements Reporter {
  readonly #figures: FaultFigure[] = [];
  readonly #failed: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'failed' || result.status === 'timedOut') this.#failed.push(test.title);
    for (const { type, description = '' } of result.annotations) {
      if (type === FIGURE) this.#figures.push(JSON.parse(description) as FaultFigure);
    }
  }

  onEnd(): void {
    if (this.#figures.length === 0) return;
    const run: FaultRun = { figures: this.#figures, failed: this.#failed, load: loadavg() };
    const runs = [...earlierRuns(), run];
    const figures = runs.flatMap((one) => one.figures);
    const keys = [...new Set(figures.map(keyOf))].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const rows = keys.flatMap((key) => toRow(figures.filter((one) => keyOf(one) === key)) ?? []);
    process.stdout.write(`\n${describeRows(rows)}\n`);
    const file = process.env['CONFAB_FAULTS_JSON'];
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    const failed = runs.flatMap((one) => one.failed);
    const loads = runs.flatMap(({ load }) => load[0] ?? []);
    writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), loads, failed, rows, run }, null, 2)}\n`);
    writeFileSync(file.replace(/(\.json)?$/, '.md'), toMarkdown(rows, loads));
    process.stdout.write(`written to ${file}, and as Markdown beside it\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** What is kept of one run, a line each, in the file that CONFAB_FAULTS_LOG names (scripts/steps/repeat-runs.mjs). */
type FaultRun = {
  readonly figures: readonly FaultFigure[];
  readonly failed: readonly string[];
  readonly load: readonly number[];
};

function earlierRuns(): readonly FaultRun[] {
  const file = process.env['CONFAB_FAULTS_LOG'];
  if (!file || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as FaultRun];
      } catch {
        return []; // Cut off when a run was ended from outside.
      }
    });
}

/** As docs/reliability.md shows it. */
function toMarkdown(rows: readonly FaultRow[], loads: readonly number[]): string {
  const lines = rows.map((row) => {
    const [p50, p95, worst] = [row.p50, row.p95, row.worst].map((value) => `${value} ${row.unit}`);
    const limit = `${row.isFloor ? '≥' : '≤'} ${row.target} ${row.unit} (${row.max} ${row.unit})`;
    const verdict = row.isMet ? 'met' : '**missed**';
    return `| ${row.fault} | ${row.measure} | ${row.values.length} | ${p50} | ${p95} | ${worst} | ${limit} | ${verdict} |`;
  });
  const head = '| fault | measure | runs | p50 | p95 | worst | target p95 (max) | |\n|---|---|---|---|---|---|---|---|';
  const load = loads.map((one) => one.toFixed(1));
  return `${[head, ...lines].join('\n')}\n\nLoad average after each run: ${load.join(', ')}.\n`;
}

const keyOf = ({ fault, measure }: FaultFigure): string => `${fault} ${measure}`;

function describeRows(rows: readonly FaultRow[]): string {
  const head = ['fault', 'measure', 'runs', 'p50', 'p95', 'worst', 'target', 'max', ''];
  const cells = rows.map((row) => [
    row.fault,
    row.measure,
    String(row.values.length),
    ...[row.p50, row.p95, row.worst].map((value) => `${value} ${row.unit}`),
    ...[row.target, row.max].map((limit) => `${row.isFloor ? '≥' : '≤'} ${limit} ${row.unit}`),
    row.isMet ? 'met' : 'MISSED',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)));
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
