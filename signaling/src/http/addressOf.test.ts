import { describe, expect, it } from 'vitest';
import { toBlockList } from '../config.ts';
import { addressOf, toLimitKey } from './addressOf.ts';

const trusted = toBlockList(['10.0.0.0/8', '127.0.0.1', '::1']);
const of = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  addressOf({ remoteAddress, headers: { 'x-forwarded-for': forwarded } }, trusted);

describe('addressOf', () => {
  it.each([
    ['192.0.2.1', undefined],
    ['192.0.2.1', '198.51.100.7'],
    ['::ffff:192.0.2.1', '198.51.100.7'],
  ])('[PR1] believes nobody but trusted proxies: %s saying %s', (remote, forwarded) => {
    expect(of(remote, forwarded)).toBe('192.0.2.1');
  });

  it('[PR1] takes the last hop that is not trusted, whatever stands before it', () => {
    expect(of('127.0.0.1', '192.0.2.1')).toBe('192.0.2.1');
    expect(of('::1', '203.0.113.9, 198.51.100.7, 10.1.2.3')).toBe('198.51.100.7');
    expect(of('127.0.0.1', ['203.0.113.9', '198.51.100.7'])).toBe('198.51.100.7');
    expect(of('::ffff:127.0.0.1', '2001:db8::7')).toBe('2001:db8::7');
    expect(of('127.0.0.1', '[2001:db8::7]:4711')).toBe('2001:db8::7');
    expect(of('127.0.0.1', '198.51.100.7:4711')).toBe('198.51.100.7');
  });

  it.each(['unknown', '', 'x'.repeat(10_000), '198.51.100', '_hidden', ','])(
    '[PR1] stays with the proxy when that says %j',
    (text) => {
      expect(of('127.0.0.1', text)).toBe('127.0.0.1');
    },
  );

  it('[PR1] has one name for all whose address is not known', () => {
    expect(of(undefined, '192.0.2.1')).toBe('');
  });
});

describe('toLimitKey', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:0db8::0001:6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['', ''],
  ])('[PR1] counts %j for %j', (address, key) => {
    expect(toLimitKey(address)).toBe(key);
  });
});
