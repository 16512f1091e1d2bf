import { expect, it } from 'vitest';
import { toSignalingUrl } from './toSignalingUrl.ts';

it('is the host of the page, as secure as the page', () => {
  expect(toSignalingUrl(new URL('https://meet.example/r/abc'))).toBe('wss://meet.example/ws');
  expect(toSignalingUrl(new URL('http://localhost:8080/'))).toBe('ws://localhost:8080/ws');
});
