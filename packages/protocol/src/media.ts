import * as z from 'zod/mini';
import { consumerId, peerId, transportId } from './ids.ts';

/**
 * The shapes of mediasoup's RtpCapabilities, RtpParameters, DtlsParameters, IceParameters and IceCandidate, bounded.
 * Absurd values are refused here, before they reach a worker. See https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/
 */

/** What a peer can send, one producer for each. */
export const sources = ['microphone', 'camera', 'screen', 'screenAudio'] as const;
export const source = z.enum(sources);
export type Source = z.infer<typeof source>;

export const kind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof kind>;

export const kindOf = (of: Source): MediaKind => (of === 'microphone' || of === 'screenAudio' ? 'audio' : 'video');

const uint32 = z.int().check(z.nonnegative(), z.maximum(0xff_ff_ff_ff));
const payloadType = z.int().check(z.nonnegative(), z.maximum(127));
/** Without control characters: the client writes these into SDP, where a line break would be a new line of someone else's. */
const shortText = z.string().check(z.maxLength(255), z.regex(/^[^\p{Cc}]*$/u));
const ssrc = uint32;

/** Not `toString` and its like: they would hide what every object has. */
const codecParameterKey = z.string().check(
  z.regex(/^[a-z0-9_-]{1,48}$/i),
  z.refine((key) => !(key in Object.prototype)),
);
const codecParameters = z.record(
  codecParameterKey,
  z.union([shortText, z.number(), z.null(), z.undefined(), z.array(z.number()).check(z.maxLength(32))]),
);
const rtcpFeedback = z.array(z.object({ type: shortText, parameter: z.optional(shortText) })).check(z.maxLength(16));
const mimeType = z.string().check(z.regex(/^(audio|video)\/[A-Za-z0-9.-]{1,32}$/));
const headerExtensionUri = shortText;

const hasNoTwins = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** RFC 9143 allows longer ones; browsers use one or two digits, mediasoup-client "probator". */
const mid = z.string().check(z.regex(/^[^\p{Cc}\s]{1,16}$/u));

export const rtpCapabilities = z.object({
  codecs: z.optional(
    z
      .array(
        z.object({
          kind,
          mimeType,
          preferredPayloadType: z.optional(payloadType),
          clockRate: uint32,
          channels: z.optional(z.int().check(z.positive(), z.maximum(8))),
          parameters: z.optional(codecParameters),
          rtcpFeedback: z.optional(rtcpFeedback),
        }),
      )
      .check(z.maxLength(64)),
  ),
  headerExtensions: z.optional(
    z
      .array(
        z.object({
          kind,
          uri: headerExtensionUri,
          preferredId: z.int().check(z.positive(), z.maximum(255)),
          preferredEncrypt: z.optional(z.boolean()),
          direction: z.optional(z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
        }),
      )
      .check(z.maxLength(64)),
  ),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

export const rtpParameters = z.object({
  mid: z.optional(mid),
  codecs: z
    .array(
      z.object({
        mimeType,
        payloadType,
        clockRate: uint32,
        channels: z.optional(z.int().check(z.positive(), z.maximum(8))),
        parameters: z.optional(codecParameters),
        rtcpFeedback: z.optional(rtcpFeedback),
      }),
    )
    .check(
      z.minLength(1),
      z.maxLength(16),
      z.refine((codecs) => hasNoTwins(codecs.map((codec) => codec.payloadType))),
    ),
  headerExtensions: z.optional(
    z
      .array(
        z.object({
          uri: headerExtensionUri,
          id: z.int().check(z.positive(), z.maximum(255)),
          encrypt: z.optional(z.boolean()),
          parameters: z.optional(codecParameters),
        }),
      )
      .check(z.maxLength(32)),
  ),
  encodings: z.optional(
    z
      .array(
        z.object({
          ssrc: z.optional(ssrc),
          rid: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,16}$/))),
          codecPayloadType: z.optional(payloadType),
          rtx: z.optional(z.object({ ssrc })),
          dtx: z.optional(z.boolean()),
          scalabilityMode: z.optional(z.string().check(z.regex(/^[LS][1-3]T[1-3](h|_KEY|_KEY_SHIFT|h_KEY)?$/))),
          scaleResolutionDownBy: z.optional(z.number().check(z.minimum(1), z.maximum(64))),
          maxBitrate: z.optional(uint32),
          maxFramerate: z.optional(z.number().check(z.positive(), z.maximum(240))),
        }),
      )
      .check(
        z.maxLength(3),
        z.refine((encodings) => hasNoTwins(encodings.flatMap(({ ssrc, rtx }) => [ssrc ?? [], rtx?.ssrc ?? []].flat()))),
        z.refine((encodings) => hasNoTwins(encodings.flatMap(({ rid }) => rid ?? []))),
      ),
  ),
  rtcp: z.optional(
    z.object({ cname: z.optional(shortText), reducedSize: z.optional(z.boolean()), mux: z.optional(z.boolean()) }),
  ),
  msid: z.optional(shortText),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

export const dtlsParameters = z.object({
  role: z.optional(z.enum(['auto', 'client', 'server'])),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().check(z.regex(/^([0-9A-Fa-f]{2}:){19,63}[0-9A-Fa-f]{2}$/)),
      }),
    )
    .check(z.minLength(1), z.maxLength(8)),
});
export type DtlsParameters = z.infer<typeof dtlsParameters>;

export const iceParameters = z.object({
  usernameFragment: shortText,
  password: shortText,
  iceLite: z.optional(z.boolean()),
});
export type IceParameters = z.infer<typeof iceParameters>;

export const iceCandidate = z.object({
  foundation: shortText,
  priority: uint32,
  address: shortText,
  ip: z.optional(shortText),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().check(z.positive(), z.maximum(65_535)),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.optional(z.enum(['active', 'passive', 'so'])),
});
export type IceCandidate = z.infer<typeof iceCandidate>;

/** One ICE and DTLS endpoint of the sfu, as a client needs it to connect. */
export const transportOffer = z.object({
  transportId,
  iceParameters,
  iceCandidates: z.array(iceCandidate).check(z.maxLength(32)),
  dtlsParameters,
});
export type TransportOffer = z.infer<typeof transportOffer>;

/** RTCIceServer of the WebRTC specification, section 4.2.2. */
export const iceServer = z.object({
  urls: z.array(shortText).check(z.minLength(1), z.maxLength(16)),
  username: z.optional(shortText),
  credential: z.optional(shortText),
});
export type IceServer = z.infer<typeof iceServer>;

/** Everything a peer needs to send to and receive from the sfu. A new one replaces all that came before it. */
export const mediaOffer = z.object({
  /** Counts the times this peer's transports were made anew. */
  mediaEpoch: z.int().check(z.positive()),
  rtpCapabilities,
  sendTransport: transportOffer,
  recvTransport: transportOffer,
  iceServers: z.array(iceServer).check(z.maxLength(16)),
});
export type MediaOffer = z.infer<typeof mediaOffer>;

/** One stream on its way to the receiving peer. Created paused; the peer says when it is ready (resumeConsumers). */
export const consumerOffer = z.object({
  consumerId,
  peerId,
  source,
  /** The id of the producer behind it, which mediasoup-client wants to know. */
  producerId: z.string(),
  rtpParameters,
});
export type ConsumerOffer = z.infer<typeof consumerOffer>;

/**
 * What may take the place of all that a peer has by way of the sfu (ME11). Nothing flows on it before the `mediaReset` that
 * names its transports; until then it is connected and set up, and nobody is told.
 */
export const standbyOffer = z.object({
  rtpCapabilities,
  sendTransport: transportOffer,
  recvTransport: transportOffer,
  iceServers: mediaOffer.def.shape.iceServers,
  /** What the peer's producers are open for, by the order of their mids, from `0` on. */
  sources: z.array(source).check(z.maxLength(sources.length)),
  consumers: z.array(consumerOffer),
});
export type StandbyOffer = z.infer<typeof standbyOffer>;
