import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/**
 * Keeps a process on one core, so that what is measured and what measures it do not take it from each other. Does nothing
 * where that cannot be done: CPU time per message hardly depends on it.
 */
export function pinTo(core: number, pid: number): void {
  if (core >= cpus().length) return;
  try {
    execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    // No taskset here, or it may not be used.
  }
}

/** What is measured runs on the first core, what measures on the second. */
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;
