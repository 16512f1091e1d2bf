import { expect, it } from 'vitest';
import { toChatParts } from './toChatParts.ts';

it('finds addresses and leaves the sentence around them as it is', () => {
  expect(toChatParts('See https://a.example/x?y=1, and http://b.example.')).toEqual([
    { text: 'See ' },
    { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
    { text: ', and ' },
    { text: 'http://b.example', href: 'http://b.example/' },
    { text: '.' },
  ]);
  expect(toChatParts('(https://a.example)')[1]).toMatchObject({ text: 'https://a.example' });
  expect(toChatParts('https://a.example/x_(y)')).toEqual([
    { text: 'https://a.example/x_(y)', href: 'https://a.example/x_(y)' },
  ]);
});

it.each([
  '',
  'no link',
  'javascript:alert(1)',
  'data:text/html,<b>',
  'ftp://a.example',
  '<img src=x onerror=y>',
  'http://',
])('leaves %j text', (text) => {
  expect(toChatParts(text).some(({ href }) => href !== undefined)).toBe(false);
  expect(
    toChatParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
