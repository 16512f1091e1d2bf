import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import type { ProcessRow } from './judgeProcesses.ts';
import { TARGET_MB_PER_HOUR } from './judgeProcesses.ts';

export type SoakResult = {
  readonly minutes: number;
  readonly seed: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly rows: readonly ProcessRow[];
};

/** To the file that CONFAB_SOAK_JSON names. */
export function writeSoak(result: SoakResult): void {
  const file = process.env['CONFAB_SOAK_JSON'];
  if (!file) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), load: loadavg(), ...result }, null, 2)}\n`);
}

/** A table of the processes, and how often what was done. */
export function describeSoak(rows: readonly ProcessRow[], counts: ReadonlyMap<string, number>): string {
  const head = ['process', 'pid', 'steady', 'memory', 'growth', 'slope', 'target', 'handles', 'ports'];
  const cells = rows.map((row) => [
    row.role,
    String(row.pid),
    `${row.minutes.toFixed(1)} min`,
    `${row.memoryMb.toFixed(1)} MB`,
    `${row.growthMb.toFixed(1)} MB`,
    describeSlope(row),
    row.isSlopeMet === undefined ? '' : row.isSlopeMet ? 'met' : 'MISSED',
    row.handles,
    row.ports,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)));
  const table = [head, ...cells].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const done = [...counts].toSorted(([one], [other]) => one.localeCompare(other));
  return [
    ...table.map((line) => line.trimEnd()),
    `(slope: MB an hour, in brackets what it is at least with 95 % certainty; target ≤ ${TARGET_MB_PER_HOUR})`,
    ...done.map(([name, times]) => `${String(times).padStart(4)} × ${name}`),
  ].join('\n');
}

const describeSlope = ({ mbPerHour, mbPerHourAtLeast }: ProcessRow): string =>
  mbPerHour === undefined || mbPerHourAtLeast === undefined
    ? 'too short'
    : `${mbPerHour.toFixed(1)} (${mbPerHourAtLeast.toFixed(1)})`;
