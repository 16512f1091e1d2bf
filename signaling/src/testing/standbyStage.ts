import type { DtlsParameters, PeerId, RtpParameters, Source, TransportId } from '@confab/protocol';
import { PROTOCOL_VERSION } from '@confab/protocol';
import type { Stage, TestClient } from './createStage.ts';
import { createStage, ROOM } from './createStage.ts';

/** A room of three who have all that a standby takes (ME11). */

const headerExtensions = [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }];
export const voice = (mid: string, ssrc?: number): RtpParameters => ({
  mid,
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000 }],
  headerExtensions,
  encodings: [{ ...(ssrc && { ssrc }), dtx: true }],
});
export const picture = (mid: string): RtpParameters => ({
  mid,
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  headerExtensions,
  encodings: [{ rid: 'r0' }, { rid: 'r1' }],
});
export const dtlsParameters: DtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array<string>(32).fill('AB').join(':') }],
};

type Told = { readonly client: TestClient };
export type Seat = Told & { readonly peerId: PeerId; readonly resumeSecret: string; readonly send: TransportId };

/** Joins, and lets everything be known of it but what it sends. */
export async function sit(stage: Stage, name: string): Promise<Seat> {
  const client = stage.connect();
  const { peerId, resumeSecret, media } = await client.join(name);
  const [send, recv] = idsOf(media);
  await client.call('startReceiving', { rtpCapabilities: {} });
  for (const transportId of [send, recv]) await client.call('connectTransport', { transportId, dtlsParameters });
  return { client, peerId, resumeSecret, send };
}

/** Ada sends a picture and a voice, Bob a muted voice, Cleo nothing; then nothing happens for that long. */
export async function meet(calmMs = 3_000) {
  const stage = createStage();
  const [ada, bob, cleo] = [await sit(stage, 'Ada'), await sit(stage, 'Bob'), await sit(stage, 'Cleo')];
  await produce(ada, 'camera', picture('0'));
  await produce(ada, 'microphone', voice('1', 77));
  await produce(bob, 'microphone', voice('0', 88), true);
  await rest(stage, calmMs);
  return { stage, ada, bob, cleo, all: [ada, bob, cleo] as const };
}

export const produce = ({ client, send }: Seat, source: Source, rtpParameters: RtpParameters, muted = false) =>
  client.call('produce', { transportId: send, source, muted, rtpParameters });

export const resume = (stage: Stage, { peerId, resumeSecret }: Seat) => {
  const seat = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: 1, mediaEpoch: 1 };
  const client = stage.connect();
  return { client, answer: client.call('resume', seat) };
};

export async function rest(stage: Stage, ms = 3_000): Promise<void> {
  stage.clock.advance(ms);
  await stage.settle();
}

/** From here on the sfu has been asked nothing yet. */
export async function lose(stage: Stage, reason: 'workerDied' | 'nodeGone' = 'workerDied'): Promise<void> {
  stage.sfu.calls.length = 0;
  stage.sfu.holdings.rooms.delete(ROOM);
  stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason } });
  await stage.settle();
}

/** What the client was told of its standby each time; undefined: that there is none any more. */
export const standbysOf = ({ client }: Told) =>
  client.told.flatMap((one) => (one.name === 'mediaStandby' ? [one.data.standby] : []));
export const resetsOf = ({ client }: Told) =>
  client.told.flatMap((one) => (one.name === 'mediaReset' ? [one.data.media] : []));

export function standbyOf(seat: Seat) {
  const standby = standbysOf(seat).at(-1);
  if (!standby) throw new Error('it knows of no standby');
  return standby;
}

type Transports = Pick<ReturnType<typeof standbyOf>, 'sendTransport' | 'recvTransport'>;
export const idsOf = ({ sendTransport, recvTransport }: Transports) =>
  [sendTransport.transportId, recvTransport.transportId] as const;

export const heldOf = (stage: Stage, { peerId }: Seat) => {
  const { send, recv } = stage.sfu.holdings.rooms.get(ROOM)?.peers.get(peerId) ?? {};
  return [send, recv];
};
