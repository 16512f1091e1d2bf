import type { RawReport, RawStat } from '../statistics/RawStats.ts';

/**
 * What Firefox 153 ESR told of a direct call with Chromium on a busy machine, 5.4 s apart: each entry as it was, and what of
 * it had changed. There is no `availableOutgoingBitrate`, no `qualityLimitationReason`, and no `roundTripTime` before the
 * first was measured; the time of a pair is that of its last check, in whole milliseconds, and 0 before there was one.
 */
type Recorded = readonly (readonly [before: RawStat, changes: RawStat])[];

/** The microphone. */
export const firefoxVoiceSent: Recorded = [
  [
    {
      id: '6fa223dd',
      type: 'outbound-rtp',
      timestamp: 1795272560865,
      codecId: '4f3622fb',
      kind: 'audio',
      mediaType: 'audio',
      ssrc: 200903672,
      bytesSent: 17577,
      packetsSent: 218,
      nackCount: 0,
    },
    { timestamp: 1795272566275, bytesSent: 31509, packetsSent: 390 },
  ],
  [
    {
      id: '66ce9f9f',
      type: 'remote-inbound-rtp',
      timestamp: 1795272557296,
      kind: 'audio',
      ssrc: 200903672,
      localId: '6fa223dd',
      jitter: 0.007833,
      packetsLost: 0,
      packetsReceived: 85,
      fractionLost: 0,
      roundTripTimeMeasurements: 0,
      totalRoundTripTime: 0,
    },
    {
      timestamp: 1795272566187,
      jitter: 0.030144999999999998,
      packetsReceived: 303,
      roundTripTime: 0.52977,
      roundTripTimeMeasurements: 2,
      totalRoundTripTime: 0.5333709999999999,
    },
  ],
];

/** The camera, which the browser made larger meanwhile. */
export const firefoxPictureSent: Recorded = [
  [
    {
      id: '7076d3f7',
      type: 'outbound-rtp',
      timestamp: 1795272560865,
      codecId: 'fd96fb9e',
      kind: 'video',
      mediaType: 'video',
      ssrc: 1996861250,
      bytesSent: 10730,
      packetsSent: 60,
      frameHeight: 180,
      frameWidth: 320,
      framesEncoded: 46,
      framesPerSecond: 5,
      framesSent: 46,
      nackCount: 0,
      pliCount: 0,
      totalEncodeTime: 0.069,
      totalEncodedBytesTarget: 423520,
    },
    {
      timestamp: 1795272566275,
      bytesSent: 16929,
      packetsSent: 87,
      frameHeight: 270,
      frameWidth: 480,
      framesEncoded: 71,
      framesPerSecond: 7,
      framesSent: 71,
      totalEncodeTime: 0.111,
      totalEncodedBytesTarget: 1010340,
    },
  ],
  [
    {
      id: '1bf2fe85',
      type: 'remote-inbound-rtp',
      timestamp: 1795272560657,
      kind: 'video',
      ssrc: 1996861250,
      localId: '7076d3f7',
      jitter: 0.01308888888888889,
      packetsLost: 0,
      packetsReceived: 44,
      fractionLost: 0,
      roundTripTime: 0.022675,
      roundTripTimeMeasurements: 6,
      totalRoundTripTime: 0.061081,
    },
    {
      timestamp: 1795272566185,
      jitter: 0.08563333333333334,
      packetsReceived: 60,
      roundTripTime: 0.117203,
      roundTripTimeMeasurements: 9,
      totalRoundTripTime: 0.18707400000000002,
    },
  ],
];

/** What was heard. */
export const firefoxVoiceReceived: Recorded = [
  [
    {
      id: '4d500716',
      type: 'inbound-rtp',
      timestamp: 1795272560865,
      kind: 'audio',
      mediaType: 'audio',
      ssrc: 672283435,
      trackIdentifier: '{voice}',
      jitter: 0.012,
      packetsDiscarded: 0,
      packetsLost: 0,
      packetsReceived: 266,
      bytesReceived: 42986,
      concealedSamples: 720,
      silentConcealedSamples: 0,
      totalSamplesReceived: 194400,
      jitterBufferDelay: 93849.6,
      jitterBufferEmittedCount: 205440,
    },
    {
      timestamp: 1795272566275,
      jitter: 0.017,
      packetsReceived: 536,
      bytesReceived: 86456,
      totalSamplesReceived: 360000,
      jitterBufferDelay: 287203.2,
      jitterBufferEmittedCount: 388800,
    },
  ],
];

/** What was seen, with standstills. */
export const firefoxPictureReceived: Recorded = [
  [
    {
      id: '7c82cd14',
      type: 'inbound-rtp',
      timestamp: 1795272560865,
      kind: 'video',
      mediaType: 'video',
      ssrc: 374524750,
      trackIdentifier: '{picture}',
      jitter: 0.011366666666666667,
      packetsDiscarded: 0,
      packetsLost: 0,
      packetsReceived: 60,
      bytesReceived: 25208,
      jitterBufferDelay: 1.055159,
      jitterBufferEmittedCount: 59,
      frameHeight: 360,
      frameWidth: 640,
      framesDecoded: 59,
      framesDropped: 0,
      framesPerSecond: 15,
      framesReceived: 59,
      freezeCount: 2,
      totalDecodeTime: 0.256,
      totalFreezesDuration: 0.942,
    },
    {
      timestamp: 1795272566275,
      jitter: 0.11313333333333334,
      packetsReceived: 87,
      bytesReceived: 36909,
      jitterBufferDelay: 2.1129249999999997,
      jitterBufferEmittedCount: 85,
      framesDecoded: 85,
      framesPerSecond: 0,
      framesReceived: 86,
      freezeCount: 3,
      totalDecodeTime: 1.525,
      totalFreezesDuration: 3.018,
    },
  ],
];

/** The one path of both directions. */
export const firefoxPathUsed: Recorded = [
  [
    {
      id: '156ac578',
      type: 'candidate-pair',
      timestamp: 1795272560865,
      localCandidateId: '57432b03',
      remoteCandidateId: 'f9427069',
      nominated: true,
      selected: true,
      state: 'succeeded',
      bytesReceived: 100118,
      bytesSent: 48453,
      currentRoundTripTime: 0,
      responsesReceived: 2,
      totalRoundTripTime: 0,
    },
    {
      timestamp: 1795272566274,
      bytesReceived: 169391,
      bytesSent: 80211,
      currentRoundTripTime: 1.297,
      responsesReceived: 3,
      totalRoundTripTime: 1.297,
    },
  ],
  [
    {
      id: '57432b03',
      type: 'local-candidate',
      timestamp: 1795272560865,
      candidateType: 'host',
      protocol: 'udp',
      address: '192.0.2.1',
    },
    { timestamp: 1795272566274 },
  ],
  [
    {
      id: 'f9427069',
      type: 'remote-candidate',
      timestamp: 1795272560865,
      candidateType: 'prflx',
      protocol: 'udp',
      address: '192.0.2.1',
    },
    { timestamp: 1795272566274 },
  ],
  [
    {
      id: '348a0004',
      type: 'transport',
      timestamp: 1795272560865,
      dtlsState: 'connected',
      selectedCandidatePairId: '156ac578',
    },
    { timestamp: 1795272566274 },
  ],
];

/** The collection before, or the one after it. */
export const firefoxAt = (when: 'before' | 'after', recorded: Recorded): RawReport =>
  new Map(
    recorded.map(([before, changes]) => [String(before['id']), when === 'before' ? before : { ...before, ...changes }]),
  );
