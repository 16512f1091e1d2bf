import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { parseAs } from './contract.ts';
import {
  consumerOffer,
  dtlsParameters,
  iceParameters,
  kindOf,
  rtpCapabilities,
  rtpParameters,
  sources,
  transportOffer,
} from './media.ts';

const EXTENSION = 'urn:ietf:params:rtp-hdrext:';
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const videoFeedback = [
  { type: 'goog-remb', parameter: '' },
  { type: 'transport-cc', parameter: '' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'nack', parameter: '' },
  { type: 'nack', parameter: 'pli' },
];
const opus = {
  mimeType: 'audio/opus',
  payloadType: 111,
  clockRate: 48_000,
  channels: 2,
  parameters: { minptime: 10, useinbandfec: 1, 'sprop-stereo': 1, usedtx: 1 },
  rtcpFeedback: [
    { type: 'transport-cc', parameter: '' },
    { type: 'nack', parameter: '' },
  ],
};
const vp8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: videoFeedback };
const rtx = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 }, rtcpFeedback: [] };
const h264 = {
  ...vp8,
  mimeType: 'video/H264',
  payloadType: 125,
  parameters: { 'level-asymmetry-allowed': 1, 'packetization-mode': 1, 'profile-level-id': '42e01f' },
};

/** As mediasoup-client hands them to `produce`, by browser. */
const sentByBrowsers = {
  'Chrome, microphone': {
    mid: '0',
    codecs: [opus],
    headerExtensions: [
      { uri: `${EXTENSION}sdes:mid`, id: 4, encrypt: false, parameters: {} },
      { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 2, encrypt: false, parameters: {} },
      { uri: TRANSPORT_CC, id: 3, encrypt: false, parameters: {} },
      { uri: `${EXTENSION}ssrc-audio-level`, id: 1, encrypt: false, parameters: {} },
    ],
    encodings: [{ ssrc: 4_294_967_295, dtx: true, maxBitrate: 64_000 }],
    rtcp: { cname: '+5sd/Kj3mT4Gv2xY', reducedSize: true },
    msid: '5f1d8ac4-95a2-4d25-a4f4-4f0b1ac2c9b4 b6d0a0e2-8a7b-4f4a-9b0c-4e5f62aa1a01',
  },
  'Chrome, camera with simulcast': {
    mid: '1',
    codecs: [vp8, rtx],
    headerExtensions: [
      { uri: `${EXTENSION}sdes:rtp-stream-id`, id: 10, encrypt: false, parameters: {} },
      { uri: `${EXTENSION}sdes:repaired-rtp-stream-id`, id: 11, encrypt: false, parameters: {} },
      {
        uri: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
        id: 8,
        encrypt: false,
        parameters: {},
      },
    ],
    encodings: [
      { rid: 'r0', active: true, scaleResolutionDownBy: 4, maxBitrate: 100_000, scalabilityMode: 'L1T3' },
      { rid: 'r1', active: true, scaleResolutionDownBy: 2, maxBitrate: 300_000, scalabilityMode: 'L1T3' },
      {
        rid: 'r2',
        active: true,
        scaleResolutionDownBy: 1,
        maxBitrate: 900_000,
        scalabilityMode: 'L1T3',
        maxFramerate: 30,
      },
    ],
    rtcp: { cname: '+5sd/Kj3mT4Gv2xY', reducedSize: true },
    msid: '- b6d0a0e2-8a7b-4f4a-9b0c-4e5f62aa1a01',
  },
  'Chrome, screen with VP9 SVC': {
    mid: '2',
    codecs: [
      {
        ...vp8,
        mimeType: 'video/VP9',
        payloadType: 98,
        parameters: { 'profile-id': 0, 'x-google-start-bitrate': 1_000 },
      },
      { ...rtx, payloadType: 99, parameters: { apt: 98 } },
    ],
    encodings: [
      {
        ssrc: 12,
        rtx: { ssrc: 13 },
        dtx: true,
        scalabilityMode: 'L3T3_KEY',
        priority: 'high',
        networkPriority: 'high',
        adaptivePtime: false,
      },
    ],
    rtcp: { cname: '', reducedSize: true },
  },
  'Firefox, camera': {
    mid: '1',
    codecs: [
      { ...vp8, payloadType: 120, parameters: { 'max-fs': 12_288, 'max-fr': 60 } },
      { ...rtx, payloadType: 124, parameters: { apt: 120 } },
    ],
    encodings: [{ ssrc: 3_100_111_222, rtx: { ssrc: 1_010 } }],
    rtcp: { cname: '{f0e0d7de-6f4c-4f02-bd7d-58d5bd1b0c11}', reducedSize: true, mux: true },
    msid: '{aad0a0e2-8a7b-4f4a-9b0c-4e5f62aa1a01} {bbd0a0e2-8a7b-4f4a-9b0c-4e5f62aa1a01}',
  },
  'Safari, H264': {
    mid: '1',
    codecs: [h264, { ...rtx, payloadType: 107, parameters: { apt: 125 } }],
    encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }],
    rtcp: { cname: 'xS4PkmM4XcVJYuZ3', reducedSize: true },
  },
};

const hello = sentByBrowsers['Firefox, camera'];
const withEncodings = (encodings: unknown) => ({ ...hello, encodings });
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('rtpParameters', () => {
  it.each(Object.entries(sentByBrowsers))('takes what a browser sends: %s', (_, sent) => {
    const overTheWire: unknown = JSON.parse(JSON.stringify(sent));
    expect(parseAs(rtpParameters, overTheWire)).toMatchObject({ codecs: sent.codecs, rtcp: sent.rtcp });
  });

  it('drops fields that are for the browser alone', () => {
    const [encoding] = parseAs(rtpParameters, sentByBrowsers['Chrome, screen with VP9 SVC']).encodings ?? [];
    expect(encoding).toEqual({ ssrc: 12, rtx: { ssrc: 13 }, dtx: true, scalabilityMode: 'L3T3_KEY' });
  });

  it.each([
    'L1T1',
    'L1T2',
    'L1T3',
    'L2T1h',
    'L2T2',
    'L2T2_KEY',
    'L2T2_KEY_SHIFT',
    'L3T3',
    'L3T3h',
    'L3T3_KEY',
    'S2T1',
    'S3T3',
    'S3T3h',
  ])('knows scalability mode %s', (scalabilityMode) => {
    expect(parseAs(rtpParameters, withEncodings([{ ssrc: 1, scalabilityMode }])).encodings).toEqual([
      { ssrc: 1, scalabilityMode },
    ]);
  });

  const absurd: Record<string, unknown> = {
    'no codec': { ...hello, codecs: [] },
    '5,000 codecs': { ...hello, codecs: times(5_000, () => vp8) },
    'a payload type twice': { ...hello, codecs: [vp8, { ...rtx, payloadType: 96 }] },
    'a payload type over 7 bits': { ...hello, codecs: [{ ...vp8, payloadType: 128 }] },
    'a negative clock': { ...hello, codecs: [{ ...vp8, clockRate: -1 }] },
    'a clock beyond exact integers': { ...hello, codecs: [{ ...vp8, clockRate: 2 ** 53 + 2 }] },
    'no number as clock': { ...hello, codecs: [{ ...vp8, clockRate: Number.NaN }] },
    'a codec of another kind': { ...hello, codecs: [{ ...vp8, mimeType: 'application/x-sh' }] },
    '1,000 channels': { ...hello, codecs: [{ ...opus, channels: 1_000 }] },
    'a long codec parameter': { ...hello, codecs: [{ ...vp8, parameters: { x: 'y'.repeat(256) } }] },
    'a codec parameter that hides toString': { ...hello, codecs: [{ ...vp8, parameters: { toString: 'x' } }] },
    'a codec parameter that is an object': { ...hello, codecs: [{ ...vp8, parameters: { apt: { apt: 1 } } }] },
    '17 kinds of feedback': { ...hello, codecs: [{ ...vp8, rtcpFeedback: times(17, () => ({ type: 'nack' })) }] },
    '200 encodings': withEncodings(times(200, (ssrc) => ({ ssrc }))),
    'an SSRC twice': withEncodings([{ ssrc: 7 }, { ssrc: 7 }]),
    'an SSRC that is also the one of its retransmissions': withEncodings([{ ssrc: 7, rtx: { ssrc: 7 } }]),
    'a RID twice': withEncodings([{ rid: 'r0' }, { rid: 'r0' }]),
    'an SSRC over 32 bits': withEncodings([{ ssrc: 2 ** 32 }]),
    'an SSRC of text': withEncodings([{ ssrc: '7' }]),
    'a RID with markup': withEncodings([{ rid: '<r0>' }]),
    'an endless bit rate': withEncodings([{ ssrc: 1, maxBitrate: Number.POSITIVE_INFINITY }]),
    '99 layers': withEncodings([{ ssrc: 1, scalabilityMode: 'L99T99' }]),
    'a huge cname': { ...hello, rtcp: { cname: 'x'.repeat(60_000) } },
    'a cname with a line break': { ...hello, rtcp: { cname: 'x\r\na=candidate:1' } },
    'a huge mid': { ...hello, mid: 'x'.repeat(17) },
    'an empty mid': { ...hello, mid: '' },
    'a huge msid': { ...hello, msid: 'x'.repeat(256) },
    '33 header extensions': { ...hello, headerExtensions: times(33, (index) => ({ uri: 'urn:x', id: index + 1 })) },
    'a header extension without number': { ...hello, headerExtensions: [{ uri: 'urn:x', id: 0 }] },
    'an array': [hello],
    nothing: null,
  };
  it.each(Object.entries(absurd))('[LI4] refuses %s', (_, value) => {
    expect(() => parseAs(rtpParameters, value)).toThrow('bad value');
  });

  it('[EN4] drops polluting keys', () => {
    const text = JSON.stringify(hello)
      .replace('"max-fs"', '"__proto__":{"polluted":1},"max-fs"')
      .replace('{', '{"__proto__":{"polluted":1},');
    const parsed = parseAs(rtpParameters, JSON.parse(text) as unknown);
    expect(JSON.stringify(parsed)).not.toContain('polluted');
    expect(parsed).not.toHaveProperty('polluted');
    expect(parsed.codecs[0]?.parameters).toEqual({ 'max-fs': 12_288, 'max-fr': 60 });
  });

  it('[EN4] drops what a client would like to choose about the server', () => {
    const parsed = parseAs(rtpParameters, { ...hello, appData: { admin: true }, paused: false, id: 'mine' });
    expect(Object.keys(parsed)).toEqual(['mid', 'codecs', 'encodings', 'rtcp', 'msid']);
  });
});

describe('rtpCapabilities', () => {
  const codec = (
    { payloadType, ...rest }: typeof opus | typeof vp8 | typeof rtx | typeof h264,
    kind: 'audio' | 'video',
  ) => ({
    ...rest,
    kind,
    preferredPayloadType: payloadType,
  });
  const multiopus = {
    kind: 'audio',
    mimeType: 'audio/multiopus',
    preferredPayloadType: 100,
    clockRate: 48_000,
    channels: 8,
    parameters: { channel_mapping: '0,6,1,2,3,4,5,7', num_streams: 5, coupled_streams: 3 },
    rtcpFeedback: [],
  };

  it('takes a router’s and a browser’s', () => {
    const capabilities = {
      codecs: [codec(opus, 'audio'), multiopus, codec(vp8, 'video'), codec(rtx, 'video'), codec(h264, 'video')],
      headerExtensions: [
        { kind: 'audio', uri: `${EXTENSION}sdes:mid`, preferredId: 1, preferredEncrypt: false, direction: 'sendrecv' },
        { kind: 'video', uri: TRANSPORT_CC, preferredId: 5, preferredEncrypt: false, direction: 'recvonly' },
        {
          kind: 'video',
          uri: 'urn:mediasoup:params:rtp-hdrext:packet-id',
          preferredId: 12,
          preferredEncrypt: false,
          direction: 'sendrecv',
        },
      ],
    };
    expect(parseAs(rtpCapabilities, JSON.parse(JSON.stringify(capabilities)) as unknown)).toEqual(capabilities);
  });

  it('takes the 60 video codecs of a browser that lists every profile', () => {
    const codecs = times(60, (index) => ({ ...codec(h264, 'video'), preferredPayloadType: index + 35 }));
    expect(parseAs(rtpCapabilities, { codecs }).codecs).toHaveLength(60);
  });

  it.each([
    ['65 codecs', { codecs: times(65, () => codec(vp8, 'video')) }],
    ['65 header extensions', { headerExtensions: times(65, () => ({ kind: 'audio', uri: 'urn:x', preferredId: 1 })) }],
    ['a third kind', { codecs: [{ ...codec(vp8, 'video'), kind: 'data' }] }],
    ['a long uri', { headerExtensions: [{ kind: 'audio', uri: 'u'.repeat(256), preferredId: 1 }] }],
  ])('[LI4] refuses %s', (_, value) => {
    expect(() => parseAs(rtpCapabilities, value)).toThrow('bad value');
  });
});

describe('transports', () => {
  const fingerprint = { algorithm: 'sha-256', value: times(32, () => 'A0').join(':') };
  const offer = {
    transportId: '01932f3a-0000-7000-8000-000000000001',
    iceParameters: {
      usernameFragment: 'nvqhyg1cxmvn0gx3',
      password: 'l4b2yk5ya8x4dw0qnr7r6v1e9uo5z3c2',
      iceLite: true,
    },
    iceCandidates: [
      {
        foundation: 'udpcandidate',
        priority: 1_076_302_079,
        ip: '127.0.0.1',
        address: '127.0.0.1',
        port: 44_444,
        type: 'host',
        protocol: 'udp',
      },
      {
        foundation: 'tcpcandidate',
        priority: 1_076_276_479,
        ip: '::1',
        address: '::1',
        port: 44_444,
        type: 'host',
        protocol: 'tcp',
        tcpType: 'passive',
      },
    ],
    dtlsParameters: {
      role: 'auto',
      fingerprints: [
        fingerprint,
        { algorithm: 'sha-1', value: times(20, () => '0f').join(':') },
        { algorithm: 'sha-512', value: times(64, () => '0f').join(':') },
      ],
    },
  };

  it('takes mediasoup’s', () => {
    expect(parseAs(transportOffer, offer)).toEqual(offer);
  });

  it.each([
    ['no fingerprint', { role: 'client', fingerprints: [] }],
    ['10,000 fingerprints', { role: 'client', fingerprints: times(10_000, () => fingerprint) }],
    ['an unknown role', { role: 'actpass', fingerprints: [fingerprint] }],
    ['a weak hash', { fingerprints: [{ algorithm: 'md5', value: times(20, () => '0f').join(':') }] }],
    ['a short fingerprint', { fingerprints: [{ ...fingerprint, value: 'A0:A0' }] }],
    ['a fingerprint with more behind it', { fingerprints: [{ ...fingerprint, value: `${fingerprint.value}\r\na=x` }] }],
  ])('[LI4] refuses %s', (_, value) => {
    expect(() => parseAs(dtlsParameters, value)).toThrow('bad value');
  });

  it('[LI4] refuses ICE credentials that would be a line of SDP', () => {
    expect(() => parseAs(iceParameters, { ...offer.iceParameters, password: 'x\na=setup:active' })).toThrow(
      'bad value',
    );
  });
});

describe('consumerOffer', () => {
  it('takes what mediasoup makes of a simulcast of three', () => {
    const offer: z.input<typeof consumerOffer> = {
      consumerId: 'c-1' as z.output<typeof consumerOffer>['consumerId'],
      peerId: '01932f3a-0000-7000-8000-000000000001' as z.output<typeof consumerOffer>['peerId'],
      source: 'camera',
      producerId: 'p-1',
      rtpParameters: {
        mid: '12',
        codecs: [
          { ...vp8, payloadType: 101 },
          { ...rtx, payloadType: 102, parameters: { apt: 101 } },
        ],
        encodings: [{ ssrc: 111_111_110, rtx: { ssrc: 111_111_111 }, scalabilityMode: 'L3T3', maxBitrate: 900_000 }],
        headerExtensions: [{ uri: TRANSPORT_CC, id: 5, encrypt: false, parameters: {} }],
        rtcp: { cname: 'abc', reducedSize: true },
        msid: 'a b',
      },
    };
    expect(parseAs(consumerOffer, offer)).toEqual(offer);
  });
});

it('every source has one kind', () => {
  expect(sources.map((source) => [source, kindOf(source)])).toEqual([
    ['microphone', 'audio'],
    ['camera', 'video'],
    ['screen', 'video'],
    ['screenAudio', 'audio'],
  ]);
});
