import { expect, it } from 'vitest';
import { toReadable } from './log.ts';

it('writes one short line for a person', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: 0,
    process: 'signaling',
    room: 'abc',
    ms: 3,
    msg: 'something happened',
  });
  expect(toReadable(line)).toBe('00:00:00 warn signaling: something happened room=abc ms=3\n');
});

it('adds the stack of an error', () => {
  const line = JSON.stringify({
    level: 'error',
    time: 0,
    process: 'signaling',
    msg: 'failed',
    err: { stack: 'Error: why' },
  });
  expect(toReadable(line)).toBe('00:00:00 error signaling: failed\nError: why\n');
});
