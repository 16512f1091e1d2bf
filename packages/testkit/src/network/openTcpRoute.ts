import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Departures } from './Departures.ts';
import type { Route, RouteOptions } from './Route.ts';

/** How long a lost segment is gone before it is sent again: the least that common systems wait (RFC 6298). */
const SENT_AGAIN_MS = 200;

/** Connections to the far side. What the network loses, TCP sends again: it is late, and all behind it. */
export async function openTcpRoute({ far, nearAddress, weather, count }: RouteOptions): Promise<Route> {
  const departures = new Departures();
  const pairs = new Map<Socket, Socket>();

  function pipe(way: 'up' | 'down', from: Socket, to: Socket): void {
    let earliestMs = 0;
    const pass = (data: Buffer): void => {
      const lane = weather()[way];
      const arrivesAtMs = lane?.(data.length, performance.now());
      if (arrivesAtMs === undefined) {
        count.lost += 1;
        from.pause();
        return departures.at(performance.now() + SENT_AGAIN_MS, () => {
          from.resume();
          pass(data);
        });
      }
      count[way] += 1;
      earliestMs = Math.max(earliestMs, arrivesAtMs);
      departures.at(earliestMs, () => void to.write(data));
    };
    from.on('data', pass);
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  }

  const server = createServer({ noDelay: true }, (near) => {
    const out = connect({ host: far.address, port: far.port, noDelay: true });
    pairs.set(near, out);
    near.once('close', () => pairs.delete(near));
    pipe('up', near, out);
    pipe('down', out, near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, nearAddress, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the relay has no TCP port');

  // An established connection cannot move: a new address is a new connection.
  const cut = () => {
    for (const [near, out] of pairs) {
      near.destroy();
      out.destroy();
    }
  };
  return {
    near: { address: bound.address, port: bound.port },
    rebind: cut,
    close: () => {
      departures.close();
      cut();
      server.close();
    },
  };
}
