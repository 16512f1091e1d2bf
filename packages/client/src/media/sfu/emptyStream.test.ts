import type { RtpCapabilities } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { emptyStream } from './emptyStream.ts';

const opus = {
  kind: 'audio',
  mimeType: 'audio/opus',
  preferredPayloadType: 100,
  clockRate: 48_000,
  channels: 2,
} as const;
const vp8 = { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 101, clockRate: 90_000 } as const;

describe('emptyStream', () => {
  it('is of a codec that the browser receives', () => {
    const capabilities: RtpCapabilities = { codecs: [vp8, opus], headerExtensions: [] };
    expect(emptyStream(capabilities)?.codecs).toEqual([
      { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 },
    ]);
  });

  it('is none where no sound can be received', () => {
    expect(emptyStream({ codecs: [vp8] })).toBeUndefined();
    expect(emptyStream({})).toBeUndefined();
  });
});
