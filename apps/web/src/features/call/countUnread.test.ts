import type { CallSnapshot } from '@confab/client';
import { expect, it } from 'vitest';
import { countUnread } from './countUnread.ts';

const message = (id: string, isOwn = false): CallSnapshot['chat'][number] => ({
  id,
  peerId: isOwn ? 'me' : 'bob',
  displayName: 'Bob',
  text: 'Hello',
  at: 0,
  isOwn,
  state: 'sent',
});

it('counts what others wrote after the last message that was seen', () => {
  const chat = [message('1'), message('2'), message('3', true), message('4')];
  expect(countUnread(chat, '1')).toBe(2);
  expect(countUnread(chat, '4')).toBe(0);
  expect(countUnread(chat, undefined)).toBe(3);
  expect(countUnread([], '4')).toBe(0);
});
