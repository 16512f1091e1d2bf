import type { TransportOffer } from '@confab/protocol';

/** Where an SFU takes media: what a mediasoup WebRtcTransport says of itself. */
export type LinkOffer = Pick<TransportOffer, 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>;

/** The one section of our description. What it names as its codec binds nobody: the packets are ours. */
export const LINK_MID = '0';
export const LINK_PAYLOAD_TYPE = 111;

/** An SFU's transport as the answer (RFC 9429) to our offer of one section. It plays the server of the handshake. */
export function toAnswer({ iceParameters, iceCandidates, dtlsParameters }: LinkOffer): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${LINK_MID}`,
    `m=audio 9 UDP/TLS/RTP/SAVPF ${LINK_PAYLOAD_TYPE}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${LINK_MID}`,
    'a=sendrecv',
    'a=rtcp-mux',
    `a=rtpmap:${LINK_PAYLOAD_TYPE} opus/48000/2`,
    'a=setup:passive',
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    ...dtlsParameters.fingerprints
      .filter(({ algorithm }) => algorithm === 'sha-256')
      .map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    // libjuice speaks UDP only.
    ...iceCandidates
      .filter(({ protocol }) => protocol === 'udp')
      .map((one) => `a=candidate:${one.foundation} 1 udp ${one.priority} ${one.address} ${one.port} typ ${one.type}`),
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
