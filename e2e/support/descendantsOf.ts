import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type ProcessInfo = { readonly pid: number; readonly command: string };

/** Whether this system tells which processes run: Linux does. */
export const canListProcesses = existsSync('/proc/self/stat');

/** Everything that a process has started, and what that has started; of one parent's the oldest first. */
export function descendantsOf(pid: number): readonly ProcessInfo[] {
  if (!canListProcesses) return [];
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...statOf(Number(name)), command: commandOf(Number(name)) }));
  const below = (parent: number): ProcessInfo[] =>
    all
      .filter((one) => one.parent === parent)
      .sort((a, b) => a.startedAt - b.startedAt)
      .flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** A zombie is dead: it only waits for its parent to ask. */
export function isAlive(pid: number): boolean {
  const { state } = statOf(pid);
  return state !== undefined && state !== 'Z';
}

/** From /proc/<pid>/stat, where the name comes in brackets and may hold anything. */
function statOf(pid: number): {
  readonly state: string | undefined;
  readonly parent: number;
  readonly startedAt: number;
} {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  return { state: state || undefined, parent: Number(parent), startedAt: Number(fields[START_TIME]) };
}
/** Field 22 of proc_pid_stat(5), counted from the state, which is the third. */
const START_TIME = 19;

const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process has just ended.
  }
}
