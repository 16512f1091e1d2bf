import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** The first bytes of a text frame (RFC 6455, section 5.2). */
const [FINAL_TEXT, MASKED, LENGTH_IN_TWO_BYTES] = [0x81, 0x80, 126];

/** Takes a seat in a room, and then neither reads nor says another word: its end of the socket stays open. */
export async function openSlowReader(serverUrl: string, roomId: string): Promise<{ close(): void }> {
  const { hostname, port, origin } = new URL(serverUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  socket.write(
    [
      'GET /ws HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Origin: ${origin}`,
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  await until(socket, ' 101 ');
  const params = { protocolVersion: 1, roomId, displayName: 'Slow' };
  socket.write(toFrame(JSON.stringify({ t: 'req', id: '1', method: 'join', params })));
  await until(socket, '"ok":true');
  socket.pause();
  return { close: () => void socket.destroy() };
}

function until(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const listen = (data: Buffer) => {
      heard += data.toString();
      if (!heard.includes(text)) return;
      socket.off('data', listen);
      resolve();
    };
    socket.on('data', listen);
    socket.once('close', () => reject(new Error(`the server closed the socket: ${heard}`)));
  });
}

function toFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const isShort = payload.length < LENGTH_IN_TWO_BYTES;
  const head = isShort
    ? Buffer.from([FINAL_TEXT, MASKED | payload.length])
    : Buffer.from([FINAL_TEXT, MASKED | LENGTH_IN_TWO_BYTES, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
