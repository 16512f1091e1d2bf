import { expect, it } from 'vitest';
import { toReadable } from './createLog.ts';

it('writes a line of the log for a person', () => {
  const line = { level: 'info', time: 1, process: 'sfu', port: 8090, ports: [1, 2], msg: 'the sfu is ready' };
  expect(toReadable(JSON.stringify(line))).toBe('sfu info  the sfu is ready port=8090 ports=[1,2]\n');
});
