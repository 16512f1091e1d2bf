/** An RTP packet's fixed header (RFC 3550, section 5.1) and its one-byte header extensions (RFC 8285, section 4.2). */
export type RtpHeader = {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
};

export type HeaderExtension = { readonly id: number; readonly data: Buffer };

const FIXED_BYTES = 12;
const ONE_BYTE_PROFILE = 0xbede;

export function encodeRtp(header: RtpHeader, extensions: readonly HeaderExtension[], payload: Buffer): Buffer {
  const extensionBytes = extensions.reduce((sum, { data }) => sum + 1 + data.length, 0);
  const words = Math.ceil(extensionBytes / 4);
  const payloadAt = FIXED_BYTES + (words > 0 ? 4 + words * 4 : 0);
  const packet = Buffer.alloc(payloadAt + payload.length);
  packet[0] = words > 0 ? 0x90 : 0x80;
  packet[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE(header.sequenceNumber, 2);
  packet.writeUInt32BE(header.timestamp, 4);
  packet.writeUInt32BE(header.ssrc, 8);
  if (words > 0) writeExtensions(packet, words, extensions);
  payload.copy(packet, payloadAt);
  return packet;
}

function writeExtensions(packet: Buffer, words: number, extensions: readonly HeaderExtension[]): void {
  packet.writeUInt16BE(ONE_BYTE_PROFILE, FIXED_BYTES);
  packet.writeUInt16BE(words, FIXED_BYTES + 2);
  let at = FIXED_BYTES + 4;
  for (const { id, data } of extensions) {
    packet[at] = (id << 4) | (data.length - 1);
    data.copy(packet, at + 1);
    at += 1 + data.length;
  }
}

/** Whether this is RTCP and not RTP, where both come by one port (RFC 5761, section 4). */
export const isRtcp = (packet: Buffer): boolean => {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
};

/** Where the payload begins; undefined when it is no RTP packet. */
export function payloadOffset(packet: Buffer): number | undefined {
  const first = packet[0] ?? 0;
  if (packet.length < FIXED_BYTES || first >> 6 !== 2) return undefined;
  const afterSources = FIXED_BYTES + (first & 0x0f) * 4;
  if (!(first & 0x10)) return afterSources;
  if (packet.length < afterSources + 4) return undefined;
  return afterSources + 4 + packet.readUInt16BE(afterSources + 2) * 4;
}
