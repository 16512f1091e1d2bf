import { expect, it } from 'vitest';
import { wireError } from './envelope.ts';
import { parseAs } from './contract.ts';
import { errorCodes, ProtocolError, toWireError } from './errorCodes.ts';

it('[EN3] a ProtocolError speaks for itself, not for its cause', () => {
  const error = new ProtocolError('roomFull', 'the room is full', { cause: new Error('secret') });
  expect(toWireError(error)).toEqual({ code: 'roomFull', message: 'the room is full', retryable: false });
});

it.each([
  new Error('password=hunter2'),
  new TypeError('x is not a function'),
  'text',
  undefined,
  null,
  { code: 'forbidden', message: 'I only look like one' },
])('[EN3] %o goes out as internal', (cause) => {
  expect(toWireError(cause)).toEqual({ code: 'internal', message: 'internal error', retryable: true });
});

it('[EN3] every code fits the wire, and those that pass by themselves are retryable', () => {
  const errors = errorCodes.map((code) => parseAs(wireError, toWireError(new ProtocolError(code, code))));
  expect(errors.filter(({ retryable }) => retryable).map(({ code }) => code)).toEqual([
    'rateLimited',
    'deadlineExceeded',
    'unavailable',
    'internal',
  ]);
});
