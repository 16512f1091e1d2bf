import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { lengthBytes, upgradeText } from '../support/openRawSocket.ts';
import type { Random } from './Random.ts';

/** Upgrades by hand, then says bytes that no WebSocket library would, and goes. Ends when the server has closed, or was left. */
export async function sendRawFrames(port: number, random: Random): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // The server may cut it off while we still write.
  const closed = once(socket, 'close');
  socket.resume(); // Unread, it would never be over.
  await once(socket, 'connect');
  const deflate = ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'];
  socket.write(upgradeText(port, random.chance(0.3) ? deflate : []));
  if (random.chance(0.9)) await Promise.race([once(socket, 'data'), closed]);
  for (let count = random.int(1, 12); count > 0; count--) write(socket, randomFrame(random));
  if (random.chance(0.5)) socket.end();
  else socket.destroy();
  await closed;
}

function write(socket: Socket, bytes: Buffer): void {
  if (!socket.destroyed) socket.write(bytes);
}

function randomFrame(random: Random): Buffer {
  if (random.chance(0.15)) return random.bytes(random.int(1, 200));
  const payload = randomPayload(random);
  const isFinal = random.chance(0.8);
  const reserved = random.chance(0.1) ? random.int(1, 7) : 0;
  const opcode = random.pick([0, 1, 1, 1, 1, 2, 3, 8, 9, 10, 11, 15]);
  const head = [(isFinal ? 0x80 : 0) | (reserved << 4) | opcode];
  const isMasked = random.chance(0.95);
  const length = random.chance(0.95) ? payload.length : random.pick([0, 125, 126, 65_536, 2 ** 31]);
  const mask = isMasked ? random.bytes(4) : Buffer.alloc(0);
  const body = isMasked ? payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : payload;
  return Buffer.concat([Buffer.from(head), lengthBytes(length, isMasked ? 0x80 : 0), mask, body]);
}

const randomPayload = (random: Random): Buffer =>
  random.pick([
    () => Buffer.alloc(0),
    () => random.bytes(random.int(1, 300)),
    () => Buffer.from('{"t":"req","id":"1","method":"ping","params":{}}'),
    () => Buffer.from('{"t":"req","id":"1","method":"ping","params":{'),
    () => Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    () => Buffer.from([0x03, random.int(0xe0, 0xff), 0x62, 0x79, 0x65]),
    () => Buffer.alloc(random.pick([126, 65_536, 65_537]), 'x'),
  ])();
