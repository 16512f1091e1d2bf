import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Figure } from './Bench.ts';
import { isMet } from './Bench.ts';

/** The figures as a table in Markdown, to be put into docs/performance.md as it is. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, note = '' } = figure;
    return `| ${what} | ${toText(value)} ${unit} | ${describeAim(figure)} | ${note} |`;
  });
  return ['| what | measured | aim | |', '|---|---|---|---|', ...rows].join('\n');
}

/** Without a name or an address: what it takes to compare two runs. The load says what else ran. */
export function describeMachine(): string {
  const [first] = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `Node ${process.versions.node}, ${cpus().length} × ${first?.model ?? 'unknown'}, load ${load}`;
}

/** The same for programs; says where. The folder is not kept in the repository. */
export function writeResults(name: string, figures: readonly Figure[]): string {
  const folder = fileURLToPath(new URL('../results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${name}.json`;
  const results = figures.map((figure) => ({ ...figure, isMet: isMet(figure) }));
  writeFileSync(
    path,
    `${JSON.stringify({ machine: describeMachine(), at: new Date(), figures: results }, undefined, 2)}\n`,
  );
  return path;
}

function describeAim(figure: Figure): string {
  const { aim } = figure;
  if (!aim) return '–';
  const text = 'atLeast' in aim ? `≥ ${toText(aim.atLeast)}` : `≤ ${toText(aim.atMost)}`;
  return `${text} ${isMet(figure) ? '✓' : '✗'}`;
}

function toText(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
