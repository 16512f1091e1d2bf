import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** The upgrade of a page of ours, as text. */
export const upgradeText = (port: number, fields: readonly string[] = []): string =>
  [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...fields,
    '',
    '',
  ].join('\r\n');

/** A WebSocket without a library: upgraded, and then whatever bytes one likes. */
export async function openRawSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // The server may cut it off while we still write.
  await once(socket, 'connect');
  socket.write(upgradeText(port));
  await once(socket, 'data');
  // It reads nothing more.
  return socket.pause();
}

/** One frame as a client has to mask it. `head` is FIN, reserved bits and opcode (RFC 6455, section 5.2). */
export function maskedFrame(head: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const body = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([head]), lengthBytes(payload.length, 0x80), mask, body]);
}

/** The length field of a frame, whatever the length really is. */
export function lengthBytes(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([maskBit | length]);
  if (length < 65_536) return Buffer.from([maskBit | 126, length >> 8, length & 0xff]);
  const bytes = Buffer.alloc(9);
  bytes[0] = maskBit | 127;
  bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}
