import { BlockList, isIP } from 'node:net';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, note, problem } = finder('address');

export type AddressQuestion = {
  readonly listenIp: string;
  /** MEDIASOUP_ANNOUNCED_ADDRESS and what its name stands for; undefined when it is not set. */
  readonly announced: { readonly address: string; readonly resolved: readonly string[] } | undefined;
  /** Where the page is served, and what people open. */
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** Of all interfaces of this machine. */
  readonly own: readonly string[];
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
const privateNets = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  privateNets.addSubnet(net, prefix, 'ipv4');
privateNets.addSubnet('fc00::', 7, 'ipv6');
privateNets.addSubnet('fe80::', 10, 'ipv6');

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isLoopback = (address: string) => loopback.check(address, familyOf(address));
const isPrivate = (address: string) => privateNets.check(address, familyOf(address));
const isUnspecified = (address: string) => /^[0.:]+$/.test(address);

/** Whether browsers that open the page can be expected to reach media where they are told to. */
export function judgeAddress(question: AddressQuestion): Finding[] {
  const { listenIp, announced, own } = question;
  const findings: Finding[] = [];
  if (!isUnspecified(listenIp) && !isLoopback(listenIp) && !own.includes(listenIp))
    findings.push(
      problem(`MEDIASOUP_LISTEN_IP ${listenIp} is no address of this machine.`, `Set it to one of ${own.join(', ')}.`),
    );
  if (announced && announced.resolved.length === 0)
    findings.push(
      problem(
        `MEDIASOUP_ANNOUNCED_ADDRESS ${announced.address} stands for no address.`,
        'Correct the name, or its entry in the DNS, or give the address itself.',
      ),
    );
  const told = announced ? announced.resolved : [listenIp];
  return [...findings, ...told.map((address) => judgeTold(address, question))];
}

function judgeTold(address: string, { host, publicUrl, own }: AddressQuestion): Finding {
  const isForOthers = publicUrl === undefined ? !isLoopback(host) : !isHere(publicUrl);
  if (isLoopback(address))
    return isForOthers
      ? problem(
          `Browsers are told to send media to ${address}, which is themselves; the page is served to others.`,
          'Set MEDIASOUP_LISTEN_IP=0.0.0.0 and MEDIASOUP_ANNOUNCED_ADDRESS to the address at which they reach this machine.',
        )
      : ok(`Media is for this machine only (${address}), as is the page.`);
  if (isPrivate(address))
    return note(
      `Browsers are told to send media to ${address}, which only the local network reaches.`,
      'For people elsewhere set MEDIASOUP_ANNOUNCED_ADDRESS to the public address.',
    );
  if (own.includes(address)) return ok(`Browsers are told to send media to ${address}, an address of this machine.`);
  return note(
    `Browsers are told to send media to ${address}, which is not on this machine: a router has to hand it on.`,
    'Forward the media ports, UDP and TCP, from there to here.',
  );
}

function isHere(publicUrl: string): boolean {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isLoopback(host));
}
