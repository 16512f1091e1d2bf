import { readdirSync, readFileSync } from 'node:fs';

/** Which share of the handles that a process may have it has: 0 where the system does not tell (it does on Linux). */
export function handleShareOf(pid: number, root = '/proc'): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(`${root}/${pid}/limits`, 'utf8')) ?? [];
    // `unlimited` is no number.
    return soft === undefined ? 0 : readdirSync(`${root}/${pid}/fd`).length / Number(soft);
  } catch {
    // Another system, or it has just ended, which is told in another way.
    return 0;
  }
}
