import { describe, expect, it } from 'vitest';
import { readLevel } from './readLevel.ts';

/** An RTP packet with these extensions, after so many contributing sources. */
function toPacket(profile: number, extensions: readonly number[], sources = 0): Buffer {
  const padded = [...extensions, ...Array<number>((4 - (extensions.length % 4)) % 4).fill(0)];
  const head = Buffer.alloc(12 + 4 * sources + 4);
  head.writeUInt8(0x90 | sources, 0);
  head.writeUInt16BE(profile, 12 + 4 * sources);
  head.writeUInt16BE(padded.length / 4, 12 + 4 * sources + 2);
  return Buffer.concat([head, Buffer.from(padded), Buffer.from('opus')]);
}

describe('readLevel', () => {
  it('finds it in one-byte extensions, with or without the voice flag, behind others and padding', () => {
    expect(readLevel(toPacket(0xbede, [0x10, 0x80 | 30]), 1)).toBe(-30);
    expect(readLevel(toPacket(0xbede, [0x10, 30]), 1)).toBe(-30);
    expect(readLevel(toPacket(0xbede, [0x32, 1, 2, 3, 0, 0x10, 127], 2), 1)).toBe(-127);
  });

  it('finds it in two-byte extensions', () => {
    expect(readLevel(toPacket(0x1000, [3, 2, 9, 9, 0, 20, 1, 45]), 20)).toBe(-45);
  });

  it.each([
    ['a packet without extensions', Buffer.alloc(40, 0x80)],
    ['other extensions only', toPacket(0xbede, [0x20, 30])],
    ['another profile', toPacket(0x1234, [0x10, 30])],
    ['half a header', Buffer.from([0x90, 0, 0])],
    ['a header that ends too early', toPacket(0xbede, [0x10, 30]).subarray(0, 14)],
    ['an element without its content', toPacket(0xbede, [0x10, 30]).subarray(0, 17)],
  ])('finds none in %s', (_, packet) => {
    expect(readLevel(packet, 1)).toBeUndefined();
  });
});
