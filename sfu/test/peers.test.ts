import assert from 'node:assert/strict';
import type { ErrorCode, RtpParameters } from '@confab/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newPeerId, newRoomId, Peer } from './support/Peer.ts';
import { browserDtls, opusParameters, vp8SimulcastParameters } from './support/rtp.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('the peers of a room', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  let ada: Peer;
  let bob: Peer;
  const stats = () => link.call('getStats', {});

  beforeAll(async () => {
    sfu = await startSfu(testMedia(workerBin ?? '', { listen: [{ ip: '127.0.0.1', announced: 'media.example.org' }] }));
    link = await linkTo(sfu.port, testSecret);
  });
  beforeEach(async () => {
    const roomId = newRoomId();
    [ada, bob] = await Promise.all([new Peer(link, roomId).open(), new Peer(link, roomId).open()]);
    await Promise.all([ada.startReceiving(), bob.startReceiving()]);
  });
  afterEach(async () => {
    await link.call('closeRoom', { roomId: ada.roomId });
    // Whatever the test did, nothing is left and the worker lives.
    const { workers, sparePid: _, ...counts } = await stats();
    const nothing = { rooms: 0, peers: 0, producers: 0, consumers: 0, pipes: 0, pipeLinks: 0, standbys: 0 };
    assert.deepEqual(counts, nothing);
    assert.deepEqual(workers, [{ pid: workers[0]?.pid, routers: 0 }]);
    assert.deepEqual(
      link.facts.map(({ name }) => name).filter((name) => name === 'roomsLost'),
      [],
    );
  });
  afterAll(async () => {
    link.close();
    await sfu.close();
  });

  it('get two transports, UDP before TCP, at the announced address', () => {
    const { sendTransport, recvTransport, rtpCapabilities } = ada.media;
    for (const { iceCandidates } of [sendTransport, recvTransport]) {
      const [udp, tcp] = iceCandidates;
      expect(iceCandidates).toHaveLength(2);
      expect(udp).toMatchObject({ protocol: 'udp', address: 'media.example.org' });
      expect(tcp).toMatchObject({ protocol: 'tcp', address: 'media.example.org' });
      expect(udp?.priority).toBeGreaterThan(tcp?.priority ?? Infinity);
    }
    const codecs = rtpCapabilities.codecs?.map(({ mimeType }) => mimeType).filter((type) => !type.endsWith('rtx'));
    expect(codecs).toEqual(['audio/opus', 'video/VP8', 'video/VP9', 'video/H264', 'video/AV1']);
    expect(rtpCapabilities.codecs?.[0]?.parameters).toMatchObject({ usedtx: 1, useinbandfec: 1 });
  });

  it('send and receive microphone and camera', async () => {
    await ada.connect(ada.media.sendTransport.transportId);
    await bob.connect(bob.media.recvTransport.transportId);
    const microphone = await ada.produce('microphone');
    const camera = await ada.produce('camera');

    const offers = await bob.consume(
      { peerId: ada.peerId, source: 'microphone' },
      { peerId: ada.peerId, source: 'camera' },
    );

    expect(offers).toMatchObject([
      { peerId: ada.peerId, source: 'microphone', producerId: microphone },
      { peerId: ada.peerId, source: 'camera', producerId: camera },
    ]);
    // All layers come as one stream.
    expect(offers[1]?.rtpParameters.encodings).toMatchObject([{ scalabilityMode: 'L3T3' }]);
    await bob.resume(...offers.map(({ consumerId }) => consumerId));
    expect(await stats()).toMatchObject({ rooms: 1, peers: 2, producers: 2, consumers: 2 });

    await link.call('setProducerPaused', { ...ada.id, source: 'microphone', paused: true });
    await link.call('setProducerPaused', { ...ada.id, source: 'microphone', paused: false });
    await link.call('closeProducer', { ...ada.id, source: 'microphone' });
    await link.call('closeProducer', { ...ada.id, source: 'microphone' });
    expect(await stats()).toMatchObject({ producers: 1, consumers: 1 });

    await ada.close();
    await ada.close();
    expect(await stats()).toMatchObject({ rooms: 1, peers: 1, producers: 0, consumers: 0 });
    // Signaling asked for all of it.
    expect(link.facts.filter(({ name }) => name === 'consumersClosed')).toEqual([]);
  });

  it('consume a source once, however often and however fast it is asked for', async () => {
    await ada.produce('camera');
    const of = { peerId: ada.peerId, source: 'camera' } as const;
    const [[first], [second]] = await Promise.all([bob.consume(of), bob.consume(of)]);
    const [third] = await bob.consume(of);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(await stats()).toMatchObject({ consumers: 1 });
  });

  it('are offered nothing that is not there or that they cannot decode', async () => {
    await ada.produce('camera');
    const [opus] = ada.media.rtpCapabilities.codecs ?? [];
    await link.call('setRtpCapabilities', { ...bob.id, rtpCapabilities: { codecs: opus ? [opus] : [] } });
    expect(
      await bob.consume(
        { peerId: ada.peerId, source: 'camera' },
        { peerId: ada.peerId, source: 'screen' },
        { peerId: newPeerId(), source: 'camera' },
      ),
    ).toEqual([]);

    await bob.startReceiving();
    expect(await bob.consume({ peerId: ada.peerId, source: 'camera' })).toHaveLength(1);
  });

  it('[MU1] replace their producer by producing again, with the same mid and ssrc', async () => {
    const of = { peerId: ada.peerId, source: 'microphone' } as const;
    const before = await ada.produce('microphone');
    const [old] = await bob.consume(of);
    const after = await ada.produce('microphone');
    const [offer] = await bob.consume(of);

    expect(after).not.toBe(before);
    expect(offer?.producerId).toBe(after);
    expect(offer?.consumerId).not.toBe(old?.consumerId);
    expect(await stats()).toMatchObject({ producers: 1, consumers: 1 });
  });

  it('[MU2] leave no producer behind when the source is closed while it is opening', async () => {
    const producing = ada.produce('camera');
    const closing = link.call('closeProducer', { ...ada.id, source: 'camera' });
    await expect(producing).rejects.toMatchObject({ code: 'invalidState' });
    await closing;
    expect(await stats()).toMatchObject({ producers: 0 });
    await ada.produce('camera');
  });

  it('leave nothing behind when they are closed while they are opened', async () => {
    const late = new Peer(link, ada.roomId);
    const opening = late.open();
    await late.close();
    await expect(opening).rejects.toMatchObject({ code: 'notFound' });
    expect(await stats()).toMatchObject({ peers: 2 });
  });

  it('leave nothing behind when their room is closed while it is opened', async () => {
    const late = new Peer(link, newRoomId());
    const opening = late.open();
    await link.call('closeRoom', late.id);
    await expect(opening).rejects.toMatchObject({ code: 'notFound' });
    expect(await stats()).toMatchObject({ workers: [{ routers: 1 }], rooms: 1, peers: 2 });
  });

  it('[ME1] lose all they had when they are opened again', async () => {
    await ada.produce('camera');
    await bob.consume({ peerId: ada.peerId, source: 'camera' });
    const { transportId } = ada.media.sendTransport;
    await ada.open();
    expect(ada.media.sendTransport.transportId).not.toBe(transportId);
    await expect(ada.connect(transportId)).rejects.toMatchObject({ code: 'notFound' });
    expect(await stats()).toMatchObject({ peers: 2, producers: 0, consumers: 0 });
  });

  it('get the newest transports when they are opened twice at once', async () => {
    const other = new Peer(link, ada.roomId);
    const [first, second] = await Promise.allSettled([
      link.call('openPeer', other.id),
      link.call('openPeer', other.id),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'notFound' } });
    expect(second).toMatchObject({ status: 'fulfilled' });
    expect(await stats()).toMatchObject({ peers: 3 });
  });

  it('end their room with the last of them', async () => {
    await ada.close();
    await bob.close();
    expect(await stats()).toMatchObject({ workers: [{ routers: 0 }], rooms: 0 });
  });

  it('restart ICE', async () => {
    const { transportId, iceParameters } = ada.media.sendTransport;
    const restarted = await link.call('restartIce', { ...ada.id, transportId });
    expect(restarted.iceParameters.usernameFragment).not.toBe(iceParameters.usernameFragment);
  });

  it('connect a transport once', async () => {
    const { transportId } = ada.media.sendTransport;
    await ada.connect(transportId);
    await expect(ada.connect(transportId)).rejects.toMatchObject({ code: 'invalidState' });
  });

  it.each([
    ['another room', () => ({ ...ada.id, roomId: newRoomId() })],
    ['another peer', () => ({ ...ada.id, peerId: bob.peerId })],
    ['nobody', () => ({ ...ada.id, peerId: newPeerId() })],
  ])('[ME6] answer notFound for what is of %s', async (_, idOf) => {
    const { transportId } = ada.media.sendTransport;
    const id = idOf();
    const notFound = { code: 'notFound' };
    const rtpParameters = opusParameters();
    await expect(
      link.call('connectTransport', { ...id, transportId, dtlsParameters: browserDtls }),
    ).rejects.toMatchObject(notFound);
    await expect(link.call('restartIce', { ...id, transportId })).rejects.toMatchObject(notFound);
    await expect(
      link.call('produce', { ...id, transportId, source: 'microphone', rtpParameters, paused: false }),
    ).rejects.toMatchObject(notFound);
    await expect(link.call('setProducerPaused', { ...id, source: 'camera', paused: true })).rejects.toMatchObject(
      notFound,
    );

    await ada.produce('camera');
    const [offer] = await bob.consume({ peerId: ada.peerId, source: 'camera' });
    const consumerIds = offer ? [offer.consumerId] : [];
    await expect(link.call('resumeConsumers', { ...id, peerId: ada.peerId, consumerIds })).rejects.toMatchObject(
      notFound,
    );
  });

  it('cannot send on the transport they receive on', async () => {
    const { transportId } = ada.media.recvTransport;
    await expect(
      link.call('produce', {
        ...ada.id,
        transportId,
        source: 'microphone',
        rtpParameters: opusParameters(),
        paused: false,
      }),
    ).rejects.toMatchObject({ code: 'notFound' });
  });

  it('must say what they can decode before they receive', async () => {
    await ada.produce('camera');
    await bob.open();
    await expect(bob.consume({ peerId: ada.peerId, source: 'camera' })).rejects.toMatchObject({ code: 'invalidState' });
  });

  const vp8 = vp8SimulcastParameters();
  const codec = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
  const rtx = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } };
  const twice = (encoding: object) => [
    { ssrc: 5, ...encoding },
    { ssrc: 6, ...encoding },
  ];
  it.each<[string, ErrorCode, RtpParameters]>([
    ['an unknown codec', 'unsupportedMedia', { ...vp8, codecs: [{ ...codec, mimeType: 'video/theora' }] }],
    ['an audio codec for a camera', 'unsupportedMedia', opusParameters()],
    ['RTX for nothing', 'badRequest', { ...vp8, codecs: [rtx] }],
    ['a codec parameter that is null', 'badRequest', { ...vp8, codecs: [{ ...codec, parameters: { apt: null } }] }],
    ['an unknown header extension', 'badRequest', { ...vp8, headerExtensions: [{ uri: 'urn:example:none', id: 1 }] }],
    ['neither ssrc nor rid nor mid', 'badRequest', { ...vp8, mid: undefined, encodings: [{}] }],
    ['the same ssrc twice', 'badRequest', { ...vp8, encodings: twice({ ssrc: 5 }) }],
    ['SVC layers in simulcast', 'badRequest', { ...vp8, encodings: twice({ scalabilityMode: 'L3T3' }) }],
  ])('are refused %s', async (_, code, rtpParameters) => {
    const refusal = await ada.produce('camera', rtpParameters).catch((cause: unknown) => cause);
    expect(refusal).toMatchObject({ code, message: expect.not.stringMatching(/mediasoup|invalid|params|method|\[/) });
    // Nothing of it sticks, not even in the library's own message buffer.
    await ada.produce('camera');
    expect(await bob.consume({ peerId: ada.peerId, source: 'camera' })).toHaveLength(1);
  });

  it('[MU8] have no producer of a source after a refused one', async () => {
    await ada.produce('camera');
    await expect(ada.produce('camera', opusParameters('9', 9))).rejects.toMatchObject({ code: 'unsupportedMedia' });
    expect(await stats()).toMatchObject({ producers: 0 });
  });
});
