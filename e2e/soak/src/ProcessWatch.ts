import type { RunningConfab } from '../../support/startConfab.ts';
import type { Base, ProcessRow } from './judgeProcesses.ts';
import { judgeProcess, leftOpen } from './judgeProcesses.ts';
import type { Holdings } from './readProcess.ts';
import { readProcess } from './readProcess.ts';
import type { Point } from './slopeOf.ts';

const EVERY_MS = 5_000;
/** A heap grows to its size in the first work that it gets, and compiled code for some six minutes (docs/reliability.md). */
const WARM_UP_MS = 360_000;

const roles = [
  ['/sfu/dist/main.js', 'sfu'],
  ['/signaling/dist/main.js', 'signaling'],
  ['mediasoup-worker ', 'worker'],
] as const;
const roleOf = (command: string): string => roles.find(([part]) => command.includes(part))?.[1] ?? 'launcher';

type Seen = { readonly role: string; readonly memory: Point[] };

/** Looks at every process of a Confab all the while. */
export class ProcessWatch {
  readonly #confab: RunningConfab;
  readonly #seen = new Map<number, Seen>();
  readonly #timer: NodeJS.Timeout;
  #base: Base = {};
  #steadySinceMs = Number.POSITIVE_INFINITY;

  constructor(confab: RunningConfab) {
    this.#confab = confab;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Now, before anybody has come, everything is as it must be again in the end. */
  takeBase(): void {
    const base: Record<string, Holdings> = {};
    // There are several workers, one of which only waits: the other one may wait in the end.
    for (const { role, holdings } of this.#now()) base[role] = mostOf(base[role] ?? holdings, holdings);
    this.#base = base;
  }

  /** From now on no process is ended, so that their memory can be compared with itself. */
  beginSteadyTime(warmUpMs: number): void {
    this.#steadySinceMs = performance.now() + Math.min(warmUpMs, WARM_UP_MS);
  }

  endSteadyTime(): void {
    clearInterval(this.#timer);
  }

  /** What is not as it was before anybody came. */
  leftOver(): readonly string[] {
    return this.#now().flatMap(({ role, pid, holdings }) => {
      const before = this.#base[role];
      return before ? leftOpen(`${role} (${pid})`, before, holdings) : [];
    });
  }

  rows(): readonly ProcessRow[] {
    const now = new Map(this.#now().map(({ pid, holdings }) => [pid, holdings]));
    return [...this.#seen]
      .filter(([pid]) => now.has(pid))
      .map(([pid, { role, memory }]) => judgeProcess({ role, pid, memory, last: now.get(pid) }, this.#base));
  }

  #look(): void {
    const atMs = performance.now();
    for (const { role, pid, holdings } of this.#now()) {
      const seen = this.#seen.get(pid) ?? { role, memory: [] };
      this.#seen.set(pid, seen);
      if (atMs >= this.#steadySinceMs) seen.memory.push({ atMs, value: holdings.memoryMb });
    }
  }

  #now(): readonly { readonly role: string; readonly pid: number; readonly holdings: Holdings }[] {
    return this.#confab.processes().flatMap(({ pid, command }) => {
      const holdings = readProcess(pid);
      return holdings ? [{ role: roleOf(command), pid, holdings }] : [];
    });
  }
}

function mostOf(one: Holdings, other: Holdings): Holdings {
  const kinds = new Set([...Object.keys(one.handles), ...Object.keys(other.handles)]);
  const most = [...kinds].map((kind) => [kind, Math.max(one.handles[kind] ?? 0, other.handles[kind] ?? 0)] as const);
  return {
    memoryMb: Math.max(one.memoryMb, other.memoryMb),
    handles: Object.fromEntries(most),
    ports: one.ports.length > other.ports.length ? one.ports : other.ports,
  };
}
