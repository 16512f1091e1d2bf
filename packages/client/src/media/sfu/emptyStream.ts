import type { RtpCapabilities, RtpParameters } from '@confab/protocol';

/**
 * A sound that nobody sends. Set up like any other it has the receiving transport connect at once, and not only when somebody
 * is known who is to be heard: that takes a round trip less, and the sfu need not know of it. Undefined: no sound can be received.
 */
export function emptyStream({ codecs = [] }: RtpCapabilities): RtpParameters | undefined {
  const codec = codecs.find(({ kind, preferredPayloadType }) => kind === 'audio' && preferredPayloadType !== undefined);
  if (codec?.preferredPayloadType === undefined) return undefined;
  const { mimeType, clockRate, channels, preferredPayloadType: payloadType } = codec;
  return {
    // No consumer has these: the sfu counts the former, and draws the latter, from a range that begins far above.
    mid: 'empty',
    encodings: [{ ssrc: 1 }],
    codecs: [{ mimeType, payloadType, clockRate, ...(channels && { channels }) }],
    headerExtensions: [],
    rtcp: { cname: 'empty', reducedSize: true },
  };
}
