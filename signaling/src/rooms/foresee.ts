import type { RtpParameters } from '@confab/protocol';

const MID_URI = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/**
 * How a source that was sent like this will be sent on another transport, but for its mid: with ssrcs that nobody knows yet.
 * Undefined where its packets do not say what they belong to (RFC 8843, RFC 8852).
 */
export function foresee(sent: RtpParameters): RtpParameters | undefined {
  const { codecs, headerExtensions = [], encodings = [] } = sent;
  const isTold = headerExtensions.some(({ uri }) => uri === MID_URI);
  if (!isTold || (encodings.length > 1 && encodings.some(({ rid }) => rid === undefined))) return undefined;
  return { codecs, headerExtensions, encodings: encodings.map(({ ssrc: _, rtx: __, ...encoding }) => encoding) };
}

/** Whether packets of what is sent find the producer that was opened for it. */
export const isAsForeseen = (foreseen: RtpParameters, sent: RtpParameters): boolean => keyOf(foreseen) === keyOf(sent);

const keyOf = ({ mid, codecs, headerExtensions = [], encodings = [] }: RtpParameters): string =>
  JSON.stringify([
    mid,
    codecs,
    headerExtensions,
    encodings.map(({ rid, dtx, scalabilityMode }) => [rid, dtx, scalabilityMode]),
  ]);
