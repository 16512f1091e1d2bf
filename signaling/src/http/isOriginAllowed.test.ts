import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './isOriginAllowed.ts';

const HOST = 'meet.example.org:8080';

describe('isOriginAllowed', () => {
  it.each([
    ['http://meet.example.org:8080', HOST],
    ['https://meet.example.org:8080', HOST],
    ['https://meet.example.org', 'meet.example.org:443'],
    ['http://[::1]:8080', '[::1]:8080'],
    ['https://other.example.org', HOST],
  ])('lets %s in at %s', (origin, host) => {
    expect(isOriginAllowed(origin, host, ['https://other.example.org'])).toBe(true);
  });

  it.each([
    undefined,
    '',
    'null',
    'http://meet.example.org',
    'http://meet.example.org:8081',
    'http://meet.example.org.evil.org:8080',
    'http://evil.org/meet.example.org:8080',
    'http://meet.example.org:8080@evil.org',
    'http://meet.example.org:8080/',
    'http://MEET.example.org:8080',
    'ftp://meet.example.org:8080',
    'http://other.example.org',
  ])('keeps %s out', (origin) => {
    expect(isOriginAllowed(origin, HOST, ['https://other.example.org'])).toBe(false);
  });

  it('keeps everyone out when nobody knows the host', () => {
    expect(isOriginAllowed('http://meet.example.org', undefined, [])).toBe(false);
  });
});
