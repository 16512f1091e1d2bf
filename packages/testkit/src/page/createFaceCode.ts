/** Black and white blocks in a picture that say which person it shows, and which frame it is. */
export type FaceCode = {
  /** The blocks, 1 for white. */
  readonly encode: (content: FaceContent) => string;
  /** Undefined when the checksum says that these blocks are no face of ours. */
  readonly decode: (bits: string) => FaceContent | undefined;
  /** Where a block is, in fractions of the picture's width and height. */
  readonly blocks: readonly { readonly x: number; readonly y: number }[];
  readonly block: { readonly width: number; readonly height: number };
  /** Frame numbers start again here. */
  readonly frameCount: number;
};
export type FaceContent = { readonly index: number; readonly frame: number };

/**
 * 4 bits of person, 20 of frame, 8 of CRC (polynomial 0x07, all ones at the start, so that a black picture is nobody),
 * in 8 × 4 blocks below the upper third, which shows the person's colour. A block has 20 × 15 pixels in 160 × 90.
 * Self-contained, see toPageScript.
 */
export function createFaceCode(): FaceCode {
  const [columns, rows] = [8, 4];
  const top = 1 / 3;
  const block = { width: 1 / columns, height: (1 - top) / rows };

  const toBits = (value: number, length: number) => value.toString(2).padStart(length, '0');
  const crcOf = (bits: string) => {
    let crc = 0xff;
    for (const bit of bits) crc = ((crc << 1) ^ ((crc >> 7) ^ Number(bit) ? 0x07 : 0)) & 0xff;
    return toBits(crc, 8);
  };

  return {
    encode: ({ index, frame }) => {
      const content = `${toBits(index, 4)}${toBits(frame, 20)}`;
      return content + crcOf(content);
    },
    decode: (bits) => {
      const content = bits.slice(0, 24);
      if (bits.length !== columns * rows || bits.slice(24) !== crcOf(content)) return undefined;
      return { index: Number.parseInt(content.slice(0, 4), 2), frame: Number.parseInt(content.slice(4), 2) };
    },
    blocks: Array.from({ length: columns * rows }, (_, position) => ({
      x: (position % columns) * block.width,
      y: top + Math.floor(position / columns) * block.height,
    })),
    block,
    frameCount: 2 ** 20,
  };
}
