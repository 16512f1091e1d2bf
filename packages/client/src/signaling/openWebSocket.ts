import type { MessageSocket } from '@confab/rpc';

/** A browser's WebSocket. What is sent before it is open waits; one that never opens closes with 1006. */
export function openWebSocket(url: string): MessageSocket {
  const socket = new WebSocket(url);
  const waiting: string[] = [];
  let isClosed = false;
  let onClose: (code: number, reason: string) => void = () => undefined;
  const end = (code: number, reason: string) => {
    if (isClosed) return;
    isClosed = true;
    onClose(code, reason);
  };
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  socket.addEventListener('close', ({ code, reason }) => end(code, reason));
  return {
    send(text) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(text);
      else if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, reason) {
      // Browsers refuse to send any other code.
      socket.close(code === 1000 || code >= 3000 ? code : 1000, reason);
      // The browser's own event waits for the other end, which may be gone.
      end(code, reason);
    },
    bufferedBytes: () => socket.bufferedAmount,
    onMessage: (listener) =>
      socket.addEventListener('message', ({ data }) => {
        if (!isClosed && typeof data === 'string') listener(data);
      }),
    onClose: (listener) => void (onClose = listener),
  };
}
