import { CallSession } from '@confab/client';
import type { BrowserPorts } from '@confab/client';
import { afterEach, expect, it, vi } from 'vitest';

/** What no room has anything to say against. */
const idOf = (index: number) => `0190a1b2-0000-7000-8000-${String(index).padStart(12, '0')}`;
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
const vp8 = { mimeType: 'video/VP8', clockRate: 90_000 };
const rtpCapabilities = {
  codecs: [
    { ...opus, kind: 'audio', preferredPayloadType: 100 },
    { ...vp8, kind: 'video', preferredPayloadType: 101 },
  ],
  headerExtensions: [],
};
const transport = (transportId: string) => ({
  transportId,
  iceParameters: { usernameFragment: 'ufrag', password: 'a-password-of-some-length', iceLite: true },
  // Port 9 discards: what is looked at here is said before anything connects.
  iceCandidates: [{ foundation: 'f', priority: 1, address: '127.0.0.1', protocol: 'udp', port: 9, type: 'host' }],
  dtlsParameters: {
    role: 'auto',
    fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AA').join(':') }],
  },
});

/** Fifty people with microphone and camera. */
const consumers = Array.from({ length: 100 }, (_, index) => {
  const isVoice = index % 2 === 0;
  const codec = isVoice ? { ...opus, payloadType: 100 } : { ...vp8, payloadType: 101 };
  return {
    consumerId: `consumer-${index}`,
    peerId: idOf(2 + Math.floor(index / 2)),
    source: isVoice ? 'microphone' : 'camera',
    producerId: `producer-${index}`,
    rtpParameters: {
      mid: String(index),
      codecs: [codec],
      encodings: [{ ssrc: 1_000 + index }],
      rtcp: { cname: `someone-${index}` },
    },
  };
});
const people = [...new Set(consumers.map(({ peerId }) => peerId))].map((peerId) => ({
  peerId,
  displayName: 'Somebody',
  connected: true,
  role: 'speaker',
  sources: [
    { source: 'microphone', muted: false },
    { source: 'camera', muted: false },
  ],
}));
const answers: Readonly<Record<string, unknown>> = {
  produce: { producerId: 'ours' },
  join: {
    peerId: idOf(1),
    resumeSecret: 'a'.repeat(43),
    room: {
      seq: 1,
      peers: [{ peerId: idOf(1), displayName: 'Me', connected: true, role: 'speaker', sources: [] }, ...people],
      topology: { topology: 'sfu', epoch: 0 },
      policy: { locked: false, waitingRoom: false },
      chat: [],
    },
    media: {
      mediaEpoch: 1,
      rtpCapabilities,
      sendTransport: transport('send'),
      recvTransport: transport('recv'),
      iceServers: [],
    },
  },
};

/** Signaling of a crowded room: it offers everything in one frame once we can receive, and keeps what it was asked. */
function createSignaling() {
  const asked: { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[] = [];
  let hear: (text: string) => void = () => undefined;
  const say = (frame: object) => queueMicrotask(() => hear(JSON.stringify(frame)));
  const openSocket: BrowserPorts['openSocket'] = () => {
    return {
      send(text) {
        const { id, method, params } = JSON.parse(text);
        asked.push({ method, params });
        say({ t: 'res', id, ok: true, result: answers[method] ?? {} });
        if (method === 'startReceiving') say({ t: 'ntf', name: 'consumersAdded', data: { mediaEpoch: 1, consumers } });
      },
      close: () => undefined,
      bufferedBytes: () => 0,
      onMessage: (listener) => void (hear = listener),
      onClose: () => undefined,
    };
  };
  const of = (method: string) => asked.filter((one) => one.method === method).map(({ params }) => params);
  return { openSocket, of, tell: (name: string, data: object) => say({ t: 'ntf', name, data }) };
}

afterEach(() => vi.restoreAllMocks());

it('[FW9] sets up a hundred streams with one offer and answer, confirms them in one frame, and closes fifty with one', async () => {
  const described = vi.spyOn(RTCPeerConnection.prototype, 'setRemoteDescription');
  const answered = vi.spyOn(RTCPeerConnection.prototype, 'createAnswer');
  const signaling = createSignaling();
  const session = new CallSession(
    {
      roomId: 'a-crowd',
      displayName: 'Me',
      signalingUrl: 'ws://nowhere/ws',
      isDirectAllowed: false,
      wanted: { microphone: false, camera: false },
      prepare: 'cold',
    },
    { openSocket: signaling.openSocket },
  );
  const sections = () =>
    described.mock.calls.flatMap(([{ type, sdp }]) => (type === 'offer' ? [sdp?.match(/^m=/gm)?.length] : []));
  await session.join();
  // Before them the stream that nobody sends, by which the connection begins; after them the one that mediasoup probes the
  // bandwidth with. Both are once for a connection, and nobody waits for them.
  await expect.poll(sections).toEqual([1, 1 + consumers.length, 1 + consumers.length + 1]);
  await expect.poll(() => signaling.of('resumeConsumers').length).toBeGreaterThan(0);
  const trackIds = consumers.map(({ peerId, source }) => `${peerId}:${source}`);
  expect(trackIds.map((id) => session.tracks.get(id)?.readyState)).toEqual(trackIds.map(() => 'live'));

  // What is closed might be offered anew, and stands still until then: that the sources are gone ends it.
  const cameras = consumers.filter(({ source }) => source === 'camera');
  signaling.tell('consumersClosed', { consumerIds: cameras.map(({ consumerId }) => consumerId) });
  const events = cameras.map(({ peerId, source }, index) => ({
    name: 'sourceRemoved',
    seq: 2 + index,
    data: { peerId, source },
  }));
  signaling.tell('events', { events });
  await expect.poll(() => answered.mock.calls.length).toBe(4);
  session.leave();

  expect(signaling.of('resumeConsumers')).toEqual([{ consumerIds: consumers.map(({ consumerId }) => consumerId) }]);
  expect(sections()).toHaveLength(4);
});
