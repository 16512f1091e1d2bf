import { isIP } from 'node:net';

/** An address that media is received at, and what clients are told instead of it. */
export type ListenAddress = { readonly ip: string; readonly announced?: string };

type Texts = { readonly listenIp: string | undefined; readonly announced: string | undefined };

const MAX_ADDRESSES = 8;

/** Where media is received: `MEDIASOUP_LISTEN_IP` and `MEDIASOUP_ANNOUNCED_ADDRESS`, one address or several in the same order. */
export function parseListen({ listenIp, announced }: Texts, faults: string[]): readonly ListenAddress[] {
  const ips = listOf(listenIp ?? '127.0.0.1');
  const told = announced === undefined ? [] : listOf(announced);
  if (ips.length > MAX_ADDRESSES || ips.some((ip) => isIP(ip) === 0) || new Set(ips).size < ips.length)
    faults.push(
      'MEDIASOUP_LISTEN_IP is no IP address, nor a few different ones with commas between: ' +
        'set it to one of this machine, for example 192.0.2.10.',
    );
  else if (told.length === 0 && ips.some(isUnspecified))
    faults.push(
      'MEDIASOUP_LISTEN_IP means every address of this machine, which no browser can connect to: ' +
        'set MEDIASOUP_ANNOUNCED_ADDRESS to the address that browsers reach this machine at.',
    );
  else if (ips.length > 1 && ips.some(isUnspecified))
    faults.push(
      'MEDIASOUP_LISTEN_IP has an entry that means every address of this machine, and so the others, too: ' +
        'name each of them, or only that one.',
    );
  if (told.some((address) => !isAddress(address)))
    faults.push(
      'MEDIASOUP_ANNOUNCED_ADDRESS is neither an IP address nor a host name: give one, without scheme or port.',
    );
  else if (told.length > 0 && told.length !== ips.length)
    faults.push(
      `MEDIASOUP_ANNOUNCED_ADDRESS has ${told.length} entries, MEDIASOUP_LISTEN_IP ${ips.length}: ` +
        'name one for each, in the same order.',
    );
  return ips.map((ip, index) => ({ ip, ...(told[index] !== undefined && { announced: told[index] }) }));
}

const listOf = (text: string): readonly string[] => text.split(',').map((entry) => entry.trim());

const isUnspecified = (ip: string): boolean => ip === '0.0.0.0' || /^[0:]+$/.test(ip);

const hostName =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** `1.2.3` and the like are written as addresses and are none. */
const isAddress = (text: string): boolean =>
  (isIP(text) !== 0 && !isUnspecified(text)) || (hostName.test(text) && !/^[0-9.]+$/.test(text));
