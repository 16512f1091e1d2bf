import { describe, expect, it } from 'vitest';
import { judgeProcess } from './judgeProcesses.ts';

const held = { memoryMb: 80, handles: { socket: 4, pipe: 2 }, ports: ['tcp 8080'] };
const life = (mbPerMinute: number) => ({
  role: 'signaling',
  pid: 7,
  memory: Array.from({ length: 120 }, (_, index) => ({ atMs: index * 5_000, value: 80 + (index / 12) * mbPerMinute })),
  last: held,
});

describe('judgeProcess', () => {
  it('names who leaks memory, and by how much', () => {
    const { faults, isSlopeMet } = judgeProcess(life(5), { signaling: held });
    expect([faults, isSlopeMet]).toEqual([['signaling (7) grew by 37.5 MB, 300 MB an hour'], false]);
  });

  it('says of a heap that breathes that the target is missed, and lets it live', () => {
    expect(judgeProcess(life(1), { signaling: held })).toMatchObject({ faults: [], isSlopeMet: false });
    expect(judgeProcess(life(0), { signaling: held })).toMatchObject({ faults: [], isSlopeMet: true });
  });

  it('names who keeps handles and ports that were not open before anybody came', () => {
    const last = { memoryMb: 80, handles: { socket: 9, pipe: 2 }, ports: ['tcp 8080', 'udp 4000'] };
    expect(judgeProcess({ ...life(0), last }, { signaling: held }).faults).toEqual([
      'signaling (7) has kept open: 5 × socket',
      'signaling (7) listens on 1 more: tcp 8080, udp 4000',
    ]);
  });
});
