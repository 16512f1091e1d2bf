import { readdirSync, readFileSync } from 'node:fs';

/** The media workers of an sfu that live now, the oldest first; the newest is the spare one (Linux). */
export function workersOf(sfuPid: number): readonly number[] {
  return readdirSync(`/proc/${sfuPid}/task`)
    .flatMap((task) => readFileSync(`/proc/${sfuPid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('mediasoup'))
    .map(Number)
    .sort((a, b) => a - b);
}
