import { readdirSync, readFileSync } from 'node:fs';

/** The processes that this one has started and that live still, the oldest first (Linux). */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((child) => child !== '')
    .map(Number)
    .sort((a, b) => a - b);
}
