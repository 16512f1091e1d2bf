import { describe, expect, it } from 'vitest';
import { parseMeetingLink } from './parseMeetingLink.ts';

const origin = 'https://meet.example.org';
const parse = (text: string) => parseMeetingLink(text, origin);

describe('parseMeetingLink', () => {
  it.each([
    ['abc-DEF_1', '/r/abc-DEF_1'],
    ['  abc  ', '/r/abc'],
    ['https://meet.example.org/r/abc', '/r/abc'],
    ['https://meet.example.org/r/abc/', '/r/abc'],
    ['https://meet.example.org/r/abc?mic=0#top', '/r/abc?mic=0'],
    ['meet.example.org/r/abc', '/r/abc'],
    ['/r/abc', '/r/abc'],
  ])('%s is a meeting here', (text, path) => expect(parse(text)).toEqual({ kind: 'here', path }));

  it.each([
    ['https://other.example.org/r/abc', 'https://other.example.org/r/abc'],
    ['http://meet.example.org/r/abc', 'http://meet.example.org/r/abc'],
    ['localhost:8080/r/abc', 'https://localhost:8080/r/abc'],
  ])('%s is a meeting elsewhere', (text, url) => expect(parse(text)).toEqual({ kind: 'elsewhere', url }));

  it.each([
    '',
    '   ',
    'two words',
    'https://meet.example.org/',
    'https://meet.example.org/r/',
    'https://meet.example.org/r/a/b',
    'https://meet.example.org/r/%2e%2e',
    'x'.repeat(65),
    'javascript:alert(1)//r/abc',
    'javascript://meet.example.org/r/abc',
    'http://[',
  ])('%j is none', (text) => expect(parse(text)).toBeUndefined());
});
