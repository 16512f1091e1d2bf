import type { RawReport, RawStat } from '../statistics/RawStats.ts';

/** Reports as browsers make them, with the fields that are looked at. Counters stand `seconds` after the start. */

const report = (...stats: readonly RawStat[]): RawReport => new Map(stats.map((stat) => [String(stat['id']), stat]));
const at = (seconds: number) => 1_795_256_532_279.825 + seconds * 1_000;

/** Chromium 156: a camera in two layers, the larger one at 20 frames a second. */
export const chromiumCamera = (seconds: number, changes: RawStat = {}): RawReport => {
  const layer = {
    type: 'outbound-rtp',
    timestamp: at(seconds),
    kind: 'video',
    active: true,
    qualityLimitationReason: 'none',
    ...changes,
  };
  return report(
    {
      ...layer,
      id: 'OT01V1',
      ssrc: 1,
      rid: 'l',
      frameHeight: 240,
      frameWidth: 320,
      bytesSent: 25_000 * seconds,
      packetsSent: 30 * seconds,
      framesEncoded: 20 * seconds,
      totalEncodeTime: 0.1 * seconds,
      totalPacketSendDelay: 0.06 * seconds,
    },
    {
      ...layer,
      id: 'OT01V2',
      ssrc: 2,
      rid: 'h',
      frameHeight: 480,
      frameWidth: 640,
      bytesSent: 100_000 * seconds,
      packetsSent: 90 * seconds,
      framesEncoded: 20 * seconds,
      totalEncodeTime: 0.1 * seconds,
      totalPacketSendDelay: 0.3 * seconds,
    },
    {
      id: 'RIV1',
      type: 'remote-inbound-rtp',
      timestamp: at(seconds),
      kind: 'video',
      localId: 'OT01V1',
      fractionLost: 0,
      packetsLost: 0,
      roundTripTime: 0.001,
      jitter: 0.0005,
    },
    {
      id: 'RIV2',
      type: 'remote-inbound-rtp',
      timestamp: at(seconds),
      kind: 'video',
      localId: 'OT01V2',
      fractionLost: 0.05,
      packetsLost: 5,
      roundTripTime: 0.021,
      jitter: 0.0005,
    },
    {
      id: 'SV2',
      type: 'media-source',
      timestamp: at(seconds),
      kind: 'video',
      frames: 20 * seconds,
      framesPerSecond: 20,
      height: 480,
      width: 640,
    },
  );
};

/** Two pairs were tried; the transport names the one in use. */
export const chromiumPath = (seconds: number): RawReport =>
  report(
    {
      id: 'CPold',
      type: 'candidate-pair',
      timestamp: at(seconds),
      localCandidateId: 'Iold',
      remoteCandidateId: 'Ir',
      nominated: true,
      state: 'succeeded',
      currentRoundTripTime: 0.9,
    },
    {
      id: 'CPnow',
      type: 'candidate-pair',
      timestamp: at(seconds),
      localCandidateId: 'Inow',
      remoteCandidateId: 'Ir',
      nominated: true,
      state: 'succeeded',
      currentRoundTripTime: 0.012,
      availableOutgoingBitrate: 682_000,
    },
    {
      id: 'Iold',
      type: 'local-candidate',
      timestamp: at(seconds),
      candidateType: 'host',
      protocol: 'tcp',
      address: '192.0.2.1',
    },
    {
      id: 'Inow',
      type: 'local-candidate',
      timestamp: at(seconds),
      candidateType: 'host',
      protocol: 'udp',
      address: '192.0.2.1',
    },
    {
      id: 'Ir',
      type: 'remote-candidate',
      timestamp: at(seconds),
      candidateType: 'host',
      protocol: 'udp',
      address: '192.0.2.2',
    },
    { id: 'T01', type: 'transport', timestamp: at(seconds), dtlsState: 'connected', selectedCandidatePairId: 'CPnow' },
  );

export const chromiumVoice = (seconds: number, changes: RawStat = {}): RawStat => ({
  id: 'IT01A7',
  type: 'inbound-rtp',
  timestamp: at(seconds),
  kind: 'audio',
  ssrc: 7,
  trackIdentifier: 'voice',
  jitter: 0.004,
  packetsReceived: 50 * seconds,
  packetsLost: 0,
  bytesReceived: 4_000 * seconds,
  concealedSamples: 960 * seconds,
  silentConcealedSamples: 960 * seconds,
  totalSamplesReceived: 48_000 * seconds,
  jitterBufferDelay: 2_400 * seconds,
  jitterBufferEmittedCount: 48_000 * seconds,
  ...changes,
});

export const chromiumPicture = (seconds: number, changes: RawStat = {}): RawStat => ({
  id: 'IT01V8',
  type: 'inbound-rtp',
  timestamp: at(seconds),
  kind: 'video',
  ssrc: 8,
  trackIdentifier: 'picture',
  jitter: 0.002,
  packetsReceived: 100 * seconds,
  packetsLost: 0,
  bytesReceived: 100_000 * seconds,
  frameWidth: 640,
  frameHeight: 360,
  framesReceived: 30 * seconds,
  framesDecoded: 30 * seconds,
  framesDropped: 0,
  freezeCount: 0,
  totalDecodeTime: 0.09 * seconds,
  totalProcessingDelay: 0.6 * seconds,
  jitterBufferDelay: 0.24 * seconds,
  jitterBufferTargetDelay: 0.36 * seconds,
  jitterBufferEmittedCount: 30 * seconds,
  ...changes,
});

/** Firefox: no transport, the pair is marked; no media-source, no freezes, no bandwidth, no reason for a smaller picture. */
export const firefoxCamera = (seconds: number): RawReport =>
  report(
    {
      id: 'outbound_rtp_video_0',
      type: 'outbound-rtp',
      timestamp: at(seconds),
      kind: 'video',
      mediaType: 'video',
      ssrc: 3,
      bytesSent: 50_000 * seconds,
      packetsSent: 60 * seconds,
      framesEncoded: 15 * seconds,
      frameHeight: 360,
      frameWidth: 640,
      totalEncodeTime: 0.03 * seconds,
    },
    {
      id: 'outbound_rtcp_video_0',
      type: 'remote-inbound-rtp',
      timestamp: at(seconds),
      kind: 'video',
      localId: 'outbound_rtp_video_0',
      fractionLost: 0,
      packetsLost: 0,
      roundTripTime: 0.03,
      jitter: 0,
    },
  );

export const firefoxPath = (seconds: number): RawReport =>
  report(
    {
      id: 'pair_1',
      type: 'candidate-pair',
      timestamp: at(seconds),
      localCandidateId: 'l1',
      remoteCandidateId: 'r1',
      state: 'failed',
      nominated: false,
      selected: false,
    },
    {
      id: 'pair_2',
      type: 'candidate-pair',
      timestamp: at(seconds),
      localCandidateId: 'l2',
      remoteCandidateId: 'r1',
      state: 'succeeded',
      nominated: true,
      selected: true,
    },
    {
      id: 'l1',
      type: 'local-candidate',
      timestamp: at(seconds),
      candidateType: 'host',
      protocol: 'udp',
      address: '192.0.2.1',
    },
    {
      id: 'l2',
      type: 'local-candidate',
      timestamp: at(seconds),
      candidateType: 'relay',
      relayProtocol: 'udp',
      protocol: 'udp',
      address: '192.0.2.9',
    },
    {
      id: 'r1',
      type: 'remote-candidate',
      timestamp: at(seconds),
      candidateType: 'host',
      protocol: 'udp',
      address: '192.0.2.2',
    },
  );

export const firefoxVoice = (seconds: number): RawStat => ({
  id: 'inbound_rtp_audio_1',
  type: 'inbound-rtp',
  timestamp: at(seconds),
  kind: 'audio',
  mediaType: 'audio',
  ssrc: 9,
  trackIdentifier: '{voice}',
  jitter: 0.001,
  packetsReceived: 50 * seconds,
  packetsLost: 0,
  bytesReceived: 4_000 * seconds,
  packetsDiscarded: 0,
});
