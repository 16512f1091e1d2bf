const EXTENSION_FLAG = 0x10;
const ONE_BYTE_PROFILE = 0xbede;
/** Its low four bits belong to the application (RFC 8285, section 4.3). */
const TWO_BYTE_PROFILE = 0x10_00;

/**
 * The level that a sender has written into its packet (RFC 6464), in dBov, under the header extension of this id
 * (RFC 8285). Undefined when there is none, or the packet is none.
 */
export function readLevel(packet: Buffer, id: number): number | undefined {
  const value = findExtension(packet, id)?.[0];
  return value === undefined ? undefined : -(value & 0x7f);
}

function findExtension(packet: Buffer, id: number): Buffer | undefined {
  if (packet.length < 12 || ((packet[0] ?? 0) & EXTENSION_FLAG) === 0) return undefined;
  const start = 12 + 4 * ((packet[0] ?? 0) & 0x0f);
  if (packet.length < start + 4) return undefined;
  const profile = packet.readUInt16BE(start);
  const length = 4 * packet.readUInt16BE(start + 2);
  const elements = packet.subarray(start + 4, start + 4 + length);
  if (profile === ONE_BYTE_PROFILE) return findElement(elements, id, readOneByte);
  return (profile & 0xff_f0) === TWO_BYTE_PROFILE ? findElement(elements, id, readTwoByte) : undefined;
}

type Element = { readonly id: number; readonly head: number; readonly length: number };

function findElement(elements: Buffer, id: number, read: (from: Buffer, at: number) => Element): Buffer | undefined {
  let at = 0;
  while (at < elements.length) {
    // A zero is padding, one byte of it.
    const element = elements[at] === 0 ? { id: 0, head: 1, length: 0 } : read(elements, at);
    const from = at + element.head;
    if (element.id === id) return elements.subarray(from, from + element.length);
    at = from + element.length;
  }
  return undefined;
}

const readOneByte = (from: Buffer, at: number): Element => {
  const first = from[at] ?? 0;
  return { id: first >> 4, head: 1, length: (first & 0x0f) + 1 };
};

const readTwoByte = (from: Buffer, at: number): Element => ({ id: from[at] ?? 0, head: 2, length: from[at + 1] ?? 0 });
