import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a core so far, of all threads of a process. Linux only. */
export function cpuNsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    const [onCpu = '0'] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(onCpu);
  }, 0);
}
