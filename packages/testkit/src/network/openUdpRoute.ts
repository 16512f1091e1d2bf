import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { Departures } from './Departures.ts';
import type { Endpoint, Route, RouteOptions } from './Route.ts';

/** Datagrams to the far side, each near address from a far socket of its own, as a router does it. */
export async function openUdpRoute({ far, nearAddress, weather, count }: RouteOptions): Promise<Route> {
  const near = createSocket(familyOf(nearAddress));
  const departures = new Departures();
  const farSockets = new Map<string, Socket>();

  const pass = (way: 'up' | 'down', data: Buffer, deliver: () => void) => {
    const arrivesAtMs = weather()[way]?.(data.length, performance.now());
    if (arrivesAtMs === undefined) return void (count.lost += 1);
    count[way] += 1;
    departures.at(arrivesAtMs, deliver);
  };

  function farSocketOf(from: RemoteInfo): Socket {
    const key = `${from.address} ${from.port}`;
    const known = farSockets.get(key);
    if (known) return known;
    const socket = createSocket(familyOf(far.address));
    farSockets.set(key, socket);
    // What the far side sends back to an address that is no longer ours is lost, as on any network.
    socket.on('error', () => undefined);
    socket.on('message', (data) =>
      pass('down', data, () => {
        if (farSockets.get(key) === socket) send(near, data, from);
      }),
    );
    return socket;
  }

  near.on('error', () => undefined);
  near.on('message', (data, from) => pass('up', data, () => send(farSocketOf(from), data, far)));
  await bind(near, nearAddress);

  const forget = () => {
    for (const socket of farSockets.values()) socket.close();
    farSockets.clear();
  };
  return {
    near: { address: near.address().address, port: near.address().port },
    rebind: forget,
    close: () => {
      departures.close();
      forget();
      near.close();
    },
  };
}

const familyOf = (address: string) => (isIPv6(address) ? 'udp6' : 'udp4');

function send(socket: Socket, data: Buffer, { address, port }: Endpoint): void {
  // A socket without a listener here would throw what a router keeps to itself.
  socket.send(data, port, address, () => undefined);
}

const bind = (socket: Socket, address: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
