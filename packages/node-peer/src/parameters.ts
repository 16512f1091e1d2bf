import type { MediaKind, RtpCapabilities, RtpParameters } from '@confab/protocol';

/** What we send and can take: Opus and VP8, as far as an SFU looks into them. */
export const payloadTypes = { audio: 111, video: 96 } as const satisfies Record<MediaKind, number>;
export const clockRates = { audio: 48_000, video: 90_000 } as const satisfies Record<MediaKind, number>;
/** Of the header extensions in what we send. */
export const extensionIds = { audioLevel: 1, transportCc: 3, mid: 4 } as const;

const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const ourCodecs = ['audio/opus', 'video/vp8'];
const ourExtensions = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
];

export type SentStreamShape = {
  readonly kind: MediaKind;
  readonly mid: string;
  /** One for each layer, the lowest first. */
  readonly ssrcs: readonly number[];
  readonly cname: string;
  /** Of each layer. */
  readonly scalabilityMode?: string;
  /** Each packet is counted for the whole transport, so that it can be told how much may come. */
  readonly isCounted?: boolean;
};

export function toRtpParameters({ kind, mid, ssrcs, cname, ...shape }: SentStreamShape): RtpParameters {
  const { scalabilityMode, isCounted = false } = shape;
  const codec = kind === 'audio' ? opus : vp8;
  const extension = (uri: string, id: number) => ({ uri, id, encrypt: false, parameters: {} });
  return {
    mid,
    codecs: [isCounted ? { ...codec, rtcpFeedback: [...(codec.rtcpFeedback ?? []), { type: 'transport-cc' }] } : codec],
    headerExtensions: [
      extension('urn:ietf:params:rtp-hdrext:sdes:mid', extensionIds.mid),
      ...(kind === 'audio' ? [extension('urn:ietf:params:rtp-hdrext:ssrc-audio-level', extensionIds.audioLevel)] : []),
      ...(isCounted ? [extension(TRANSPORT_CC, extensionIds.transportCc)] : []),
    ],
    encodings: ssrcs.map((ssrc) => ({ ssrc, ...(scalabilityMode && { scalabilityMode }) })),
    rtcp: { cname, reducedSize: true },
  };
}

/**
 * What of the router's capabilities we take. Without transport-cc, which would have us report on each packet: we say
 * by REMB how much may come.
 */
export const toReceivable = ({ codecs = [], headerExtensions = [] }: RtpCapabilities): RtpCapabilities => ({
  codecs: codecs
    .filter(({ mimeType }) => ourCodecs.includes(mimeType.toLowerCase()))
    .map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(({ type }) => type !== 'transport-cc'),
    })),
  headerExtensions: headerExtensions.filter(({ uri }) => ourExtensions.includes(uri)),
});

const opus: RtpParameters['codecs'][number] = {
  mimeType: 'audio/opus',
  payloadType: payloadTypes.audio,
  clockRate: clockRates.audio,
  channels: 2,
  parameters: { useinbandfec: 1 },
  rtcpFeedback: [],
};

const vp8: RtpParameters['codecs'][number] = {
  mimeType: 'video/VP8',
  payloadType: payloadTypes.video,
  clockRate: clockRates.video,
  parameters: {},
  rtcpFeedback: [{ type: 'goog-remb' }, { type: 'ccm', parameter: 'fir' }, { type: 'nack', parameter: 'pli' }],
};
