import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** An sfu without media that answers at once: what signaling costs is not to wait for it. */
export async function startFakeSfu() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/control', perMessageDeflate: false });
  await once(server, 'listening');
  let lastTransport = 0;
  const openedPeer = () => ({
    rtpCapabilities: {},
    sendTransport: transport(++lastTransport),
    recvTransport: transport(++lastTransport),
  });
  server.on('connection', (socket) => {
    const data = { nodeId: 'bench', mediasoupVersion: '3', workers: 1, roomIds: [] };
    socket.send(JSON.stringify({ t: 'ntf', name: 'nodeReady', data }));
    socket.on('message', (message: Buffer) => {
      const { id, method } = JSON.parse(message.toString()) as { id: string; method: string };
      socket.send(JSON.stringify({ t: 'res', id, ok: true, result: method === 'openPeer' ? openedPeer() : {} }));
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** As large as a real one. */
const transport = (number: number) => ({
  transportId: `transport-${number}`,
  iceParameters: { usernameFragment: 'u'.repeat(32), password: 'p'.repeat(32), iceLite: true },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] },
});
