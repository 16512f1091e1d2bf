import { readdirSync, readFileSync } from 'node:fs';
import { cpuNsOf } from './cpuNsOf.ts';

/** Nanoseconds on a core so far, of a process and all it has started: a browser is many of them. Linux only. */
export function cpuNsOfTree(pid: number): number {
  const parents = new Map(
    readdirSync('/proc')
      .filter(isPid)
      .map((name) => [Number(name), parentOf(name)]),
  );
  const isOfTree = (one: number | undefined): boolean =>
    one === pid || (one !== undefined && one > 1 && isOfTree(parents.get(one)));
  return [...parents.keys()].filter(isOfTree).reduce((sum, one) => sum + readCpu(one), 0);
}

const isPid = (name: string): boolean => /^\d+$/.test(name);

function parentOf(name: string): number | undefined {
  try {
    // The name of the program stands in brackets, and may hold anything.
    const [, rest = ''] = /^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
    return Number(rest);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

function readCpu(pid: number): number {
  try {
    return cpuNsOf(pid);
  } catch {
    return 0; // It has ended meanwhile.
  }
}
