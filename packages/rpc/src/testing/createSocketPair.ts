import type { MessageSocket } from '../MessageSocket.ts';

type End = {
  readonly socket: MessageSocket;
  readonly outbox: string[];
  deliver(text: string): void;
  end(code: number, reason: string): void;
};

/** Two ends that deliver only when told to, so that a test decides every interleaving. Closing either ends both at once. */
export function createSocketPair() {
  const client = createEnd((code, reason) => server.end(code, reason));
  const server: End = createEnd((code, reason) => client.end(code, reason));
  const flush = (from: End, to: End) => {
    const texts = from.outbox.splice(0);
    for (const text of texts) to.deliver(text);
    return texts.length;
  };
  return {
    client: client.socket,
    server: server.socket,
    /** Delivers what the client has sent so far; says how many messages that were. */
    flushClient: () => flush(client, server),
    flushServer: () => flush(server, client),
    /** What waits in either direction, to be reordered, doubled or dropped by the test. */
    fromClient: client.outbox,
    fromServer: server.outbox,
  };
}

function createEnd(endOther: (code: number, reason: string) => void): End {
  const outbox: string[] = [];
  let isClosed = false;
  let onMessage: (text: string) => void = () => undefined;
  let onClose: (code: number, reason: string) => void = () => undefined;
  const end = (code: number, reason: string) => {
    if (isClosed) return;
    isClosed = true;
    onClose(code, reason);
  };
  const socket: MessageSocket = {
    send: (text) => void (isClosed || outbox.push(text)),
    close(code, reason) {
      end(code, reason);
      endOther(code, reason);
    },
    bufferedBytes: () => outbox.reduce((sum, text) => sum + text.length, 0),
    onMessage: (listener) => void (onMessage = listener),
    onClose: (listener) => void (onClose = listener),
  };
  return { socket, outbox, deliver: (text) => void (isClosed || onMessage(text)), end };
}
