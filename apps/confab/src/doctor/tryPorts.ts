import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Finding } from './Finding.ts';
import { finder } from './Finding.ts';

const { ok, problem } = finder('ports');

export type Port = {
  readonly protocol: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** The variable to set to another one. */
  readonly variable: string;
};

/** Opens each port as the servers would, and closes it again. */
export async function tryPorts(ports: readonly Port[]): Promise<Finding[]> {
  const outcomes = await Promise.all(ports.map(async (port) => ({ port, fault: await faultOf(port) })));
  const faults = outcomes.flatMap(({ port, fault }) => (fault === undefined ? [] : [{ port, fault }]));
  if (faults.length > 0) return faults.map(({ port, fault }) => describe(port, fault));
  const fixed = ports.filter(({ port }) => port !== 0);
  return [ok(`The ports are free: ${fixed.map(({ protocol, port }) => `${port} ${protocol}`).join(', ') || 'any'}.`)];
}

async function faultOf({ protocol, host, port }: Port): Promise<string | undefined> {
  const opened = protocol === 'udp' ? createSocket(host.includes(':') ? 'udp6' : 'udp4') : createServer();
  try {
    const listening = once(opened, 'listening');
    if ('bind' in opened) opened.bind(port, host);
    else opened.listen(port, host);
    await listening;
    opened.close();
    return undefined;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  }
}

function describe({ protocol, host, port, variable }: Port, fault: string): Finding {
  const what = `${host} port ${port} ${protocol.toUpperCase()}`;
  if (fault === 'EADDRINUSE')
    return problem(`${what} is taken by another program.`, `Stop that one, or set ${variable} to another port.`);
  if (fault === 'EACCES')
    return problem(`${what} may not be opened by this user.`, `Set ${variable} to a port above 1023.`);
  return problem(`${what} cannot be opened (${fault}).`, 'Listen on an address of this machine.');
}
