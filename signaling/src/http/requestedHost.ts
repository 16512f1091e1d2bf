import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { isTrusted, toPlain } from './addressOf.ts';

export type Hop = {
  readonly headers: Pick<IncomingHttpHeaders, 'host'> & Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
};

/** The host (and port) that the visitor's browser asked for. A proxy's word counts only when the proxy is trusted. */
export function requestedHost({ headers, remoteAddress }: Hop, trusted: BlockList): string | undefined {
  const forwarded = isProxy(remoteAddress, trusted) ? first(headers['x-forwarded-host']) : undefined;
  const host = forwarded ?? headers.host;
  return host !== undefined && HOST.test(host) ? host.toLowerCase() : undefined;
}

/** Whether the visitor's browser speaks TLS, were it only to a trusted proxy. */
export function isForwardedSecure({ headers, remoteAddress }: Hop, trusted: BlockList): boolean {
  return isProxy(remoteAddress, trusted) && first(headers['x-forwarded-proto']) === 'https';
}

const isProxy = (address: string | undefined, trusted: BlockList): boolean =>
  address !== undefined && isTrusted(toPlain(address), trusted);

/** Each proxy appends; what the first one saw is the visitor's. */
const first = (header: string | string[] | undefined): string | undefined =>
  (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim() || undefined;

/** A name, an IPv4 or a bracketed IPv6 address, with or without a port: it goes into headers and answers of ours. */
const HOST = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/;
