import type { Holdings } from './readProcess.ts';
import type { Point } from './slopeOf.ts';
import { slopeOf } from './slopeOf.ts';

/** What was seen of one process, from when the steady time began until it ended. */
export type ProcessLife = {
  readonly role: string;
  readonly pid: number;
  /** Of the steady time, the warm-up left out. In MB. */
  readonly memory: readonly Point[];
  /** When everyone had gone home; undefined when it had ended by then. */
  readonly last: Holdings | undefined;
};

/** What a process of this role held before anybody came. */
export type Base = Readonly<Record<string, Holdings>>;

export type ProcessRow = {
  readonly role: string;
  readonly pid: number;
  readonly minutes: number;
  readonly memoryMb: number;
  readonly growthMb: number;
  /** Undefined: it was not watched for long enough. */
  readonly mbPerHour: number | undefined;
  readonly mbPerHourAtLeast: number | undefined;
  readonly handles: string;
  readonly ports: string;
  /** Against the target of FAULTS.md, F26. */
  readonly isSlopeMet: boolean | undefined;
  readonly faults: readonly string[];
};

/** Of FAULTS.md, F26. */
export const TARGET_MB_PER_HOUR = 1;
/** What a heap takes when it has work, without anything leaking: below it no slope fails the run, and it is still printed. */
const BREATH_MB = 24;

export function judgeProcess({ role, pid, memory, last }: ProcessLife, base: Base): ProcessRow {
  const slope = slopeOf(memory);
  const growthMb = growthOf(memory);
  const isLeaking = slope !== undefined && slope.atLeast > TARGET_MB_PER_HOUR && growthMb > BREATH_MB;
  const before = base[role];
  const minutes = ((memory.at(-1)?.atMs ?? 0) - (memory[0]?.atMs ?? 0)) / 60_000;
  return {
    role,
    pid,
    minutes,
    memoryMb: memory.at(-1)?.value ?? last?.memoryMb ?? Number.NaN,
    growthMb,
    mbPerHour: slope?.perHour,
    mbPerHourAtLeast: slope?.atLeast,
    handles: last ? `${before ? total(before) : '?'} → ${total(last)}` : '',
    ports: last ? last.ports.join(', ') : '',
    isSlopeMet: slope && slope.perHour <= TARGET_MB_PER_HOUR,
    faults: [
      ...(isLeaking
        ? [`${role} (${pid}) grew by ${growthMb.toFixed(1)} MB, ${slope.perHour.toFixed(0)} MB an hour`]
        : []),
      ...(before && last ? leftOpen(`${role} (${pid})`, before, last) : []),
    ],
  };
}

/** What is open still that was not before anybody came, by kind. Also asked again and again until it is empty. */
export function leftOpen(name: string, before: Holdings, last: Holdings): readonly string[] {
  const more = Object.entries(last.handles).flatMap(([kind, count]) => {
    const extra = count - (before.handles[kind] ?? 0);
    return extra > 0 ? [`${extra} × ${kind}`] : [];
  });
  const morePorts = last.ports.length - before.ports.length;
  return [
    ...(more.length > 0 ? [`${name} has kept open: ${more.join(', ')}`] : []),
    ...(morePorts > 0 ? [`${name} listens on ${morePorts} more: ${last.ports.join(', ')}`] : []),
  ];
}

const total = ({ handles }: Holdings): number => Object.values(handles).reduce((sum, count) => sum + count, 0);

/** From the median of the first quarter to that of the last. */
function growthOf(memory: readonly Point[]): number {
  const quarter = Math.max(1, Math.floor(memory.length / 4));
  const middle = (points: readonly Point[]) =>
    points.map(({ value }) => value).toSorted((a, b) => a - b)[Math.floor(points.length / 2)] ?? 0;
  return middle(memory.slice(-quarter)) - middle(memory.slice(0, quarter));
}
