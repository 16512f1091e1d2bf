/** How often a packet of sound goes out. */
export const PACKET_INTERVAL_MS = 20;

/** An Opus packet with its audio level (RFC 6464) as header extension 1 (RFC 8285, one-byte form). */
export function toPacket(ssrc: number, count: number, dbov: number): Buffer {
  const packet = Buffer.alloc(24);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(111, 1);
  packet.writeUInt16BE(count & 0xff_ff, 2);
  packet.writeUInt32BE(count * 960, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt16BE(0xbede, 12);
  packet.writeUInt16BE(1, 14);
  packet.writeUInt8(0x10, 16);
  packet.writeUInt8(0x80 | -dbov, 17);
  return packet;
}
