import type { Finding, Level } from './Finding.ts';

const marks: Readonly<Record<Level, string>> = { ok: '✓', note: '·', problem: '✗' };

export const hasProblem = (findings: readonly Finding[]): boolean => findings.some(({ level }) => level === 'problem');

/** For people: a line for each finding, its cure beneath, and the sum of it. */
export function toText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, level, text, cure }) => [
    `${marks[level]} ${check.padEnd(CHECK_WIDTH)} ${text}`,
    ...(cure === undefined ? [] : [`  ${' '.repeat(CHECK_WIDTH)} → ${cure}`]),
  ]);
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const sum = problems === 0 ? 'Nothing is wrong.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
  return [...lines, '', sum].join('\n');
}

/** For programs. */
export const toJson = (findings: readonly Finding[]): string =>
  JSON.stringify({ ok: !hasProblem(findings), findings }, undefined, 2);

const CHECK_WIDTH = 11;
