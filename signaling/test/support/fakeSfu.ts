import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A control server without media: says nodeReady and answers openPeer. */
export async function startFakeSfu(secret: string) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/control' });
  await once(server, 'listening');
  const refused: string[] = [];
  server.on('connection', (socket, request) => {
    if (request.headers.authorization !== `Bearer ${secret}`) {
      refused.push(request.headers.authorization ?? 'nothing');
      return socket.close(1008);
    }
    const data = { nodeId: 'fake', mediasoupVersion: '3', workers: 1, roomIds: [] };
    socket.send(JSON.stringify({ t: 'ntf', name: 'nodeReady', data }));
    socket.on('message', (message: Buffer) => {
      const { id, method } = JSON.parse(message.toString());
      const result = method === 'openPeer' ? { rtpCapabilities: {}, sendTransport, recvTransport } : {};
      socket.send(JSON.stringify({ t: 'res', id, ok: true, result }));
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const client of server.clients) client.close(1001);
        server.close(() => resolve());
      }),
  };
}

const transport = (transportId: string) => ({
  transportId,
  iceParameters: { usernameFragment: 'ufrag', password: 'password' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] },
});
const sendTransport = transport('send');
const recvTransport = transport('recv');
