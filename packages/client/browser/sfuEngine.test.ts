import type { ConsumerOffer, MediaOffer } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaEngine } from '../src/media/MediaEngine.ts';
import { createSfuEngines } from '../src/media/sfu/createSfuEngines.ts';
import type { Ask } from '../src/signaling/SignalingClient.ts';

const MID = { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1, preferredEncrypt: false } as const;
const RID = { ...MID, uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', preferredId: 2 } as const;
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } as const;
const vp8 = { mimeType: 'video/VP8', clockRate: 90_000 } as const;

/** Where nobody answers: what a browser negotiates does not depend on it. */
const transport = (transportId: string) => ({
  transportId,
  iceParameters: { usernameFragment: 'ufragufrag', password: 'passwordpasswordpasswordpassword', iceLite: true },
  iceCandidates: [{ foundation: 'udp', priority: 1, address: '127.0.0.1', protocol: 'udp', port: 9, type: 'host' }],
  dtlsParameters: {
    role: 'auto',
    fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
  },
});

const offer = {
  mediaEpoch: 1,
  rtpCapabilities: {
    codecs: [
      { kind: 'audio', ...opus, preferredPayloadType: 100, parameters: {}, rtcpFeedback: [] },
      {
        kind: 'video',
        ...vp8,
        preferredPayloadType: 101,
        parameters: {},
        rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
      },
    ],
    headerExtensions: [
      { kind: 'audio', ...MID, direction: 'sendrecv' },
      { kind: 'video', ...MID, direction: 'sendrecv' },
      { kind: 'video', ...RID, direction: 'sendrecv' },
    ],
  },
  sendTransport: transport('send'),
  recvTransport: transport('receive'),
  iceServers: [],
} as unknown as MediaOffer;

const voice = {
  consumerId: 'consumer',
  peerId: 'bob',
  source: 'microphone',
  producerId: 'producer',
  rtpParameters: {
    mid: '0',
    codecs: [{ ...opus, payloadType: 100, parameters: {}, rtcpFeedback: [] }],
    headerExtensions: [{ uri: MID.uri, id: 1, encrypt: false, parameters: {} }],
    encodings: [{ ssrc: 100_000 }],
    rtcp: { cname: 'bob', reducedSize: true },
  },
} as unknown as ConsumerOffer;

const face = {
  ...voice,
  consumerId: 'face',
  source: 'camera',
  rtpParameters: {
    mid: '1',
    codecs: [{ ...vp8, payloadType: 101, parameters: {}, rtcpFeedback: [] }],
    headerExtensions: [{ uri: MID.uri, id: 1, encrypt: false, parameters: {} }],
    encodings: [{ ssrc: 100_001 }],
    rtcp: { cname: 'bob', reducedSize: true },
  },
} as unknown as ConsumerOffer;

const Native = globalThis.RTCPeerConnection;
/** Every connection of the test, oldest first. */
let connections: RTCPeerConnection[] = [];

class Noted extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
}

const spies = {
  offers: vi.spyOn(Native.prototype, 'createOffer'),
  remote: vi.spyOn(Native.prototype, 'setRemoteDescription'),
  parameters: vi.spyOn(RTCRtpSender.prototype, 'setParameters'),
};
const offersOf = (one: RTCPeerConnection) =>
  spies.offers.mock.contexts.filter((connection) => connection === one).length;
const remoteOf = (one: RTCPeerConnection) =>
  spies.remote.mock.contexts.filter((connection) => connection === one).length;
const tracksOf = (one: RTCPeerConnection) => one.getSenders().map((sender) => sender.track);

const asked = vi.fn<(method: string, params: unknown) => Promise<object>>(async () => ({}));
const ask = asked as unknown as Ask;

const modesOf = (one: RTCPeerConnection) =>
  one
    .getSenders()
    .flatMap((sender) => sender.getParameters().encodings.map((of) => Reflect.get(of, 'scalabilityMode')));
const activeOf = (one: RTCPeerConnection) =>
  one.getSenders().map((sender) => sender.getParameters().encodings.map(({ active }) => active));

/** Of a picture that is sent in two layers. */
function openCamera(): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
  return canvas.captureStream().getVideoTracks()[0] as MediaStreamTrack;
}

describe('SfuEngine', () => {
  let clock: FakeClock;
  let context: AudioContext;
  let track: MediaStreamTrack;
  const engines: MediaEngine[] = [];

  beforeEach(() => {
    globalThis.RTCPeerConnection = Noted;
    spies.parameters.mockClear();
    clock = new FakeClock();
    context = new AudioContext();
    track = new MediaStreamAudioDestinationNode(context).stream.getAudioTracks()[0] as MediaStreamTrack;
  });

  afterEach(async () => {
    for (const engine of engines.splice(0)) engine.close();
    globalThis.RTCPeerConnection = Native;
    await context.close();
  });

  afterAll(() => vi.restoreAllMocks());

  /** With its two connections, the newest of all. */
  async function createEngine(isAwaited: boolean, create = createSfuEngines(), isStandby = false) {
    connections = [];
    const listeners = { onPath: () => undefined, onBroken: () => undefined };
    const engine = await create({ offer, ask, clock, isAwaited, isStandby, ...listeners });
    engines.push(engine);
    const [send, receive] = connections.slice(-2);
    if (!send || !receive) throw new Error('the engine has no connections');
    return { engine, send, receive };
  }

  it('connects at once where nothing has flowed before', async () => {
    const { receive } = await createEngine(false);
    await expect.poll(() => receive.signalingState === 'stable' && remoteOf(receive)).toBe(1);
  });

  it('after a loss waits with connecting for what is offered', async () => {
    const { engine, receive } = await createEngine(true);
    clock.advance(299);
    expect(await engine.receive([voice])).toHaveLength(1);
    clock.advance(1_000);
    await engine.receive([]);
    expect(remoteOf(receive)).toBe(1);
  });

  it('after a loss connects by itself when nobody sends anything', async () => {
    const { receive } = await createEngine(true);
    clock.advance(300);
    await expect.poll(() => remoteOf(receive)).toBe(1);
  });

  /** The packets with which the worker finds out the bandwidth are of this ssrc. */
  const knowsProbes = (receive: RTCPeerConnection) => receive.remoteDescription?.sdp.includes('a=ssrc:1234 ') ?? false;

  it('learns of the packets that find out the bandwidth right behind the first picture', async () => {
    const { engine, receive } = await createEngine(false);
    await engine.receive([voice]);
    expect(knowsProbes(receive)).toBe(false);
    await engine.receive([face]);
    await expect.poll(() => knowsProbes(receive)).toBe(true);
  });

  it('after a loss learns of them when what is heard and seen is set up, and once', async () => {
    const { engine, receive } = await createEngine(true);
    clock.advance(100);
    expect(await engine.receive([voice, face])).toHaveLength(2);
    clock.advance(1_999);
    await engine.receive([]);
    expect([remoteOf(receive), knowsProbes(receive)]).toEqual([1, false]);
    clock.advance(1);
    await expect.poll(() => knowsProbes(receive)).toBe(true);
    // The next picture brings none: the browser does one thing after the other.
    const another = (index: number) => {
      const rtpParameters = { ...face.rtpParameters, mid: `${index}`, encodings: [{ ssrc: 100_000 + index }] };
      return { ...face, consumerId: `face-${index}`, rtpParameters } as unknown as ConsumerOffer;
    };
    expect(await engine.receive([another(2)])).toHaveLength(1);
    clock.advance(10_000);
    expect(await engine.receive([another(3)])).toHaveLength(1);
    expect([remoteOf(receive), receive.remoteDescription?.sdp.match(/^a=mid:probator/gm)?.length]).toEqual([4, 1]);
  });

  it('[FW17] after a loss sends the lowest layer of a camera alone, and the others a second later', async () => {
    const { engine, send } = await createEngine(true);
    await engine.send('camera', openCamera(), false);
    engine.limit('camera', { layers: 'high' });
    expect(activeOf(send)).toEqual([[true, false, false]]);
    // As it was negotiated: what is switched off later has been encoded.
    for (const [{ encodings }] of spies.parameters.mock.calls)
      expect(encodings.map(({ active }) => active)).toEqual([true, false, false]);
    await expect.poll(() => modesOf(send)).toEqual(['L1T1', 'L1T1', 'L1T1']);
    clock.advance(1_000);
    await expect.poll(() => activeOf(send)).toEqual([[true, true, false]]);
    expect(modesOf(send)).toEqual(['L1T3', 'L1T3', 'L1T3']);
    // Of which are on nobody is told.
    const produced = asked.mock.calls.flatMap(([method, params]) => (method === 'produce' ? [params] : []));
    expect(produced.at(-1)).toMatchObject({ source: 'camera', rtpParameters: { encodings: [{ rid: 'r0' }, {}, {}] } });
    expect(JSON.stringify(produced)).not.toContain('active');
  });

  describe('[ME11] that stands by', () => {
    const standBy = () => createEngine(false, createSfuEngines(), true);

    it('negotiates everything, has nothing to send and asks nothing', async () => {
      asked.mockClear();
      const { engine, send, receive } = await standBy();
      await engine.prime('microphone', track);
      await engine.prime('camera', openCamera());
      expect(await engine.receive([voice, face])).toHaveLength(2);
      clock.advance(60_000);
      await engine.receive([voice]);
      expect(engine.primed).toEqual(['microphone', 'camera']);
      expect(tracksOf(send)).toEqual([null, null]);
      expect(send.getTransceivers().map(({ direction }) => direction)).toEqual(['sendonly', 'sendonly']);
      expect(activeOf(send)[1]).toEqual([true, false, false]);
      expect(knowsProbes(receive)).toBe(false);
      expect(asked).not.toHaveBeenCalled();
    });

    it('sends once it begins what it was prepared for, and negotiates nothing for it', async () => {
      const { engine, send, receive } = await standBy();
      const camera = openCamera();
      for (const [source, one] of [
        ['microphone', track],
        ['camera', camera],
      ] as const)
        await engine.prime(source, one);
      await engine.receive([voice, face]);
      asked.mockClear();
      const negotiated = [offersOf(send), remoteOf(send), remoteOf(receive)];
      engine.begin();
      const handles = [await engine.send('microphone', track, false), await engine.send('camera', camera, false)];
      for (const handle of handles) handle.resume();
      expect(tracksOf(send)).toEqual([track, camera]);
      expect([offersOf(send), remoteOf(send), remoteOf(receive)]).toEqual(negotiated);
      expect(asked.mock.calls.map(([method]) => method)).toEqual(['produce', 'produce']);
      expect(activeOf(send)[1]).toEqual([true, false, false]);
      clock.advance(1_000);
      await expect.poll(() => activeOf(send)[1]).toEqual([true, true, false]);
      clock.advance(1_000);
      await expect.poll(() => knowsProbes(receive)).toBe(true);
    });

    it('pauses what begins muted before it has a track', async () => {
      const { engine, send } = await standBy();
      await engine.prime('microphone', track);
      engine.begin();
      const begun = engine.send('microphone', track, true);
      expect(tracksOf(send)).toEqual([null]);
      await begun;
      expect(send.getTransceivers().map(({ direction }) => direction)).toEqual(['inactive']);
    });

    it('connects what it receives by also where nobody sends anything', async () => {
      const { engine, receive } = await standBy();
      await engine.receive([]);
      await expect.poll(() => remoteOf(receive)).toBe(1);
    });
  });

  it('[FW17] sends all layers that there are at once where nothing has flowed before', async () => {
    const { engine, send } = await createEngine(false);
    await engine.send('camera', openCamera(), false);
    await expect.poll(() => activeOf(send)).toEqual([[true, true, false]]);
  });

  it('[ME10] is known by one certificate on all its connections, and so is what takes its place', async () => {
    const create = createSfuEngines();
    asked.mockClear();
    for (const isAwaited of [false, true]) {
      const { engine } = await createEngine(isAwaited, create);
      const both = Promise.all([engine.send('microphone', track, false), engine.receive([voice])]);
      clock.advance(1);
      await both;
    }
    const told = asked.mock.calls.flatMap(([method, params]) => (method === 'connectTransport' ? [params] : []));
    const texts = told.map((params) => JSON.stringify((params as { dtlsParameters: unknown }).dtlsParameters));
    expect(texts).toHaveLength(4);
    expect(new Set(texts).size).toBe(1);
  });

  it('[ME10] takes another certificate before its own expires', async () => {
    const generate = vi.spyOn(Native, 'generateCertificate');
    const create = createSfuEngines();
    await Promise.all([createEngine(false, create), createEngine(false, create)]);
    expect(generate).toHaveBeenCalledTimes(1);
    const certificate = await generate.mock.results[0]?.value;
    vi.useFakeTimers({ now: certificate.expires - 3_600_000, toFake: ['Date'] });
    await createEngine(false, create).finally(() => vi.useRealTimers());
    expect(generate).toHaveBeenCalledTimes(2);
  });

  it('once it is replaced, shows what came last for as long as its successor may take', async () => {
    const { engine, receive } = await createEngine(false);
    const tracks = (await engine.receive([voice, face])).map((received) => received.track.readyState);
    expect(tracks).toEqual(['live', 'live']);
    const received = receive.getReceivers().map((receiver) => receiver.track);
    engine.close(true);
    clock.advance(4_999);
    expect(received.map(({ readyState }) => readyState)).not.toContain('ended');
    clock.advance(1);
    expect(new Set(received.map(({ readyState }) => readyState))).toEqual(new Set(['ended']));
  });

  it('once it is replaced, takes its tracks away and negotiates nothing', async () => {
    const { engine, send } = await createEngine(false);
    const sent = await engine.send('microphone', track, false);
    expect(offersOf(send)).toBe(1);
    engine.close(true);
    await expect.poll(() => tracksOf(send)).toEqual([null]);
    sent.pause();
    sent.resume();
    sent.close();
    // Whatever it did would have begun by the time that the browser answers.
    await send.getStats();
    expect(offersOf(send)).toBe(1);
    expect(send.signalingState).toBe('stable');
    await expect(sent.replaceTrack(track)).rejects.toThrow('closed');
    clock.advance(5_000);
    expect(send.signalingState).toBe('closed');
  });

  it('lets go of a track that is being negotiated when it is replaced', async () => {
    const { engine, send } = await createEngine(false);
    const sending = engine.send('microphone', track, false);
    engine.close(true);
    await expect(sending).rejects.toThrow('closed');
    await expect.poll(() => tracksOf(send)).toEqual([null]);
    expect(offersOf(send)).toBe(1);
  });
});
