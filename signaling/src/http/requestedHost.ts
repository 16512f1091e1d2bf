import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { isIPv6 } from 'node:net';

export type Hop = {
  readonly headers: Pick<IncomingHttpHeaders, 'host'> & Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
};

/** The host (and port) that the visitor's browser asked for. A proxy's word counts only when the proxy is trusted. */
export function requestedHost({ headers, remoteAddress }: Hop, trusted: BlockList): string | undefined {
  const forwarded = isTrusted(remoteAddress, trusted) ? first(headers['x-forwarded-host']) : undefined;
  const host = forwarded ?? headers.host;
  return host !== undefined && HOST.test(host) ? host.toLowerCase() : undefined;
}

/** Whether the visitor's browser speaks TLS, were it only to a trusted proxy. */
export function isForwardedSecure({ headers, remoteAddress }: Hop, trusted: BlockList): boolean {
  return isTrusted(remoteAddress, trusted) && first(headers['x-forwarded-proto']) === 'https';
}

function isTrusted(address: string | undefined, trusted: BlockList): boolean {
  if (address === undefined) return false;
  // Sockets that listen on both families give IPv4 addresses as ::ffff:192.0.2.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return trusted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** Each proxy appends; what the first one saw is the visitor's. */
const first = (header: string | string[] | undefined): string | undefined =>
  (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim() || undefined;

/** A name, an IPv4 or a bracketed IPv6 address, with or without a port: it goes into headers and answers of ours. */
const HOST = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/;
