import type {
  ConsumerOffer,
  MediaOffer,
  PeerState,
  Result,
  RoomSnapshot,
  Source,
  SourceState,
  TransportOffer,
} from '@confab/protocol';
import { consumerId, peerId, transportId } from '@confab/protocol';

/** People and offers that tests speak of. */

const toPeerId = (digit: number) => peerId.parse(`0190a1b2-0000-7000-8000-00000000000${digit}`);
export const me = toPeerId(1);
export const ada = toPeerId(2);
export const bob = toPeerId(3);

export const peer = (id: PeerState['peerId'], displayName: string, sources: SourceState[] = []): PeerState => ({
  peerId: id,
  displayName,
  connected: true,
  role: 'speaker',
  sources,
});

export const snapshot = (seq: number, ...peers: PeerState[]): RoomSnapshot => ({
  seq,
  peers,
  topology: { topology: 'sfu', epoch: 0 },
  policy: { locked: false, waitingRoom: false },
  chat: [],
});

export const secret = (letter: string): string => letter.repeat(43);

const transport = (id: string): TransportOffer => ({
  transportId: transportId.parse(id),
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AA').join(':') }] },
});

export const mediaOffer = (mediaEpoch: number): MediaOffer => ({
  mediaEpoch,
  rtpCapabilities: {},
  sendTransport: transport(`send-${mediaEpoch}`),
  recvTransport: transport(`recv-${mediaEpoch}`),
  iceServers: [],
});

export const joinResult = (room: Partial<RoomSnapshot> = {}): Result<'join'> => ({
  peerId: me,
  resumeSecret: secret('a'),
  room: { ...snapshot(1, peer(me, 'Me')), ...room },
  media: mediaOffer(1),
});

export const consumerOffer = (id: string, of: PeerState['peerId'], source: Source): ConsumerOffer => ({
  consumerId: consumerId.parse(id),
  peerId: of,
  source,
  producerId: `producer-of-${id}`,
  rtpParameters: { codecs: [{ mimeType: 'video/VP8', payloadType: 101, clockRate: 90_000 }] },
});
