import { isIPv4, isIPv6 } from 'node:net';
import type { BlockList } from 'node:net';
import type { Hop } from './requestedHost.ts';

/**
 * The visitor's address. Each proxy appends whom it has heard from to X-Forwarded-For, so the list is read from its end
 * and only as far as the hops are trusted: what stands before that anyone may have made up.
 */
export function addressOf({ headers, remoteAddress }: Hop, trusted: BlockList): string {
  let address = toPlain(remoteAddress ?? '');
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  for (const text of forwarded.reverse()) {
    if (!isTrusted(address, trusted)) return address;
    const before = toPlain(withoutPort(text.trim()));
    if (!isIPv4(before) && !isIPv6(before)) return address;
    address = before;
  }
  return address;
}

/** Whom limits are counted for: an IPv4 address, or the /64 of an IPv6 one, which one household or host has to itself. */
export function toLimitKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const first = head === '' ? [] : head.split(':');
  // An IPv4 address at the end stands for two groups.
  const last = tail ? tail.split(':').flatMap((group) => (group.includes('.') ? [group, ''] : [group])) : [];
  const gap = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array<string>(Math.max(0, gap)).fill('0'), ...last];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

export const isTrusted = (address: string, trusted: BlockList): boolean =>
  (isIPv4(address) || isIPv6(address)) && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** Sockets that listen on both families give IPv4 addresses as ::ffff:192.0.2.1. */
export const toPlain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711. */
const withoutPort = (text: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
