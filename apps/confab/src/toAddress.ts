import { isIPv6 } from 'node:net';

export type Listening = {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly publicUrl: string | undefined;
};

const HERE = new Set(['127.0.0.1', '0.0.0.0', '::1', '::']);

/** The address that people open. */
export function toAddress({ host, port, isTls, publicUrl }: Listening): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = HERE.has(host) ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `${isTls ? 'https' : 'http'}://${name}:${port}`;
}
