/** How a VP8 payload begins (RFC 7741, section 4.2): enough for an SFU to tell frames, layers and key frames apart. */
export type Vp8Frame = {
  readonly isStart: boolean;
  readonly isKeyFrame: boolean;
  readonly pictureId: number;
  /** Where it stands among those that may be left out; undefined: none may. */
  readonly temporal?: TemporalPosition;
};

/** `base`: how many of the lowest layer, which all others refer to, there have been. */
type TemporalPosition = { readonly layer: number; readonly base: number };

const DESCRIPTOR_BYTES = 4;
const TEMPORAL_BYTES = 2;

export function encodeVp8(frame: Vp8Frame, bytes: number): Buffer {
  const { temporal } = frame;
  const header = DESCRIPTOR_BYTES + (temporal ? TEMPORAL_BYTES : 0);
  const payload = Buffer.alloc(Math.max(bytes, header + 10));
  // X, and S for the first packet of a frame's first partition.
  payload[0] = 0x80 | (frame.isStart ? 0x10 : 0);
  // I: a picture id follows, of 15 bits; L and T: TL0PICIDX and TID do, too.
  payload[1] = 0x80 | (temporal ? 0x60 : 0);
  payload.writeUInt16BE(0x80_00 | (frame.pictureId & 0x7f_ff), 2);
  // With Y: it refers to the lowest layer only, so whoever begins may begin with it.
  if (temporal) payload.set([temporal.base & 0xff, (temporal.layer << 6) | 0x20], DESCRIPTOR_BYTES);
  // The P bit of the frame's own header: zero is a key frame.
  if (frame.isStart) payload[header] = frame.isKeyFrame ? 0x00 : 0x01;
  return payload;
}

/** Whether the first packet of a key frame begins at `offset`. */
export function isVp8KeyFrame(packet: Buffer, offset: number): boolean {
  const first = packet[offset] ?? 0;
  const isFirstPartition = (first & 0x10) !== 0 && (first & 0x07) === 0;
  if (!isFirstPartition) return false;
  let at = offset + 1;
  if (first & 0x80) {
    const extended = packet[at++] ?? 0;
    if (extended & 0x80) at += (packet[at] ?? 0) & 0x80 ? 2 : 1;
    if (extended & 0x40) at += 1;
    if (extended & 0x30) at += 1;
  }
  return at < packet.length && ((packet[at] ?? 1) & 0x01) === 0;
}
