import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type {
  ControlFactData,
  ControlFactName,
  ControlFacts,
  ControlMethod,
  ControlRequests,
} from '@confab/protocol/control';
import { controlRequests } from '@confab/protocol/control';
import { toWireError } from '@confab/protocol';
import type { Handlers } from '@confab/rpc';
import { Responder, systemClock } from '@confab/rpc';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { FakeSfu } from '../../src/sfu/testing/FakeSfu.ts';
import { SFU_SECRET } from './startTestServer.ts';

/** The fake sfu behind a real control socket. It holds each request against the contract, as the real one does. */
export async function serveSfu(sfu = new FakeSfu(), answers: Partial<Handlers<ControlRequests>> = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/control' });
  await once(server, 'listening');
  const responders = new Set<Responder<ControlRequests, ControlFacts>>();
  /** What was asked that the contract does not know, or that failed inside the fake. */
  const faults: string[] = [];
  const entries = Object.keys(controlRequests).map((method) => {
    // Method and parameters belong together by the responder that picks the handler.
    return [method, (params: never) => sfu.call(method as ControlMethod, params)];
  });
  const handlers = Object.fromEntries(entries) as Handlers<ControlRequests>;

  server.on('connection', (webSocket, request) => {
    if (request.headers.authorization !== `Bearer ${SFU_SECRET}`) return webSocket.close(1008);
    const responder = new Responder<ControlRequests, ControlFacts>({
      socket: toMessageSocket(webSocket),
      requests: controlRequests,
      asker: undefined,
      handlers: { ...handlers, ...answers },
      admit: () => undefined,
      onFault: (what) => void faults.push(what),
      onSettled: (method, cause) => void (cause && faults.push(`${method}: ${toWireError(cause).code}`)),
      clock: systemClock,
    });
    responders.add(responder);
    webSocket.on('close', () => responders.delete(responder));
    responder.notify('nodeReady', { nodeId: 'fake', mediasoupVersion: '3', workers: 1, roomIds: sfu.roomIds });
  });

  return {
    sfu,
    faults,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell<N extends ControlFactName>(name: N, data: ControlFactData<N>): void {
      for (const responder of responders) responder.notify(name, data);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

const toMessageSocket = (webSocket: WebSocket) => ({
  send: (text: string) => webSocket.send(text),
  close: (code: number, reason: string) => webSocket.close(code, reason),
  bufferedBytes: () => webSocket.bufferedAmount,
  onMessage: (listener: (text: string) => void) =>
    void webSocket.on('message', (data: Buffer) => listener(data.toString())),
  onClose: (listener: (code: number, reason: string) => void) =>
    void webSocket.on('close', (code, reason) => listener(code, reason.toString())),
});
