import type { DtlsParameters, PeerId, RtpParameters, Source, TransportId } from '@confab/protocol';
import { PROTOCOL_VERSION, ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { SfuFact } from '../sfu/SfuPort.ts';
import type { Stage, TestClient } from '../testing/createStage.ts';
import { createStage, ROOM } from '../testing/createStage.ts';

const lost: SfuFact = { name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } };
const headerExtensions = [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }];
const voice = (mid: string, ssrc: number): RtpParameters => ({
  mid,
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000 }],
  headerExtensions,
  encodings: [{ ssrc, dtx: true }],
});
const picture = (mid: string, maxBitrate = 900_000): RtpParameters => ({
  mid,
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  headerExtensions,
  encodings: [{ rid: 'r0', maxBitrate }, { rid: 'r1' }],
});

const dtlsOf = (byte: string): DtlsParameters => ({
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array<string>(32).fill(byte).join(':') }],
});

type Seat = {
  readonly client: TestClient;
  readonly peerId: PeerId;
  readonly send: TransportId;
  readonly recv: TransportId;
};

async function sit(stage: Stage, name: string): Promise<Seat> {
  const client = stage.connect();
  const { peerId, media } = await client.join(name);
  await client.call('startReceiving', { rtpCapabilities: {} });
  return { client, peerId, send: media.sendTransport.transportId, recv: media.recvTransport.transportId };
}

const produce = ({ client, send }: Seat, source: Source, rtpParameters: RtpParameters, muted = false) =>
  client.call('produce', { transportId: send, source, muted, rtpParameters });

/** The seat on the transports that it was given last. */
function afterwards({ client, peerId }: Seat): Seat {
  const reset = client.told.findLast(({ name }) => name === 'mediaReset');
  if (reset?.name !== 'mediaReset') throw new Error('no other transports');
  const { sendTransport, recvTransport } = reset.data.media;
  return { client, peerId, send: sendTransport.transportId, recv: recvTransport.transportId };
}

/** Ada sends a voice and a picture, Bob a muted voice, and then all of it is lost. */
async function lose(stage: Stage) {
  const ada = await sit(stage, 'Ada');
  const bob = await sit(stage, 'Bob');
  await produce(ada, 'camera', picture('0'));
  await produce(ada, 'microphone', voice('1', 77));
  await produce(bob, 'microphone', voice('0', 88), true);
  const asked = stage.sfu.asked('produce').length;
  for (const { client } of [ada, bob]) client.told.length = 0;
  stage.rooms.onFact(lost);
  await stage.settle();
  return { ada: afterwards(ada), bob: afterwards(bob), askedSince: () => stage.sfu.asked('produce').slice(asked) };
}

describe('foreseeing what is sent on other transports', () => {
  it('[ME9] opens what was sent and received before anybody asks, each as the room has it', async () => {
    const stage = createStage();
    const { ada, bob, askedSince } = await lose(stage);

    const described = askedSince().map(({ rtpParameters: { mid, encodings }, ...one }) => ({ ...one, mid, encodings }));
    const of = ({ peerId, send }: Seat) => ({ roomId: ROOM, peerId, transportId: send });
    const dtx = [{ dtx: true }];
    expect(described).toEqual([
      { ...of(ada), source: 'microphone', paused: false, mid: '0', encodings: dtx },
      { ...of(ada), source: 'camera', paused: false, mid: '1', encodings: picture('1').encodings },
      { ...of(bob), source: 'microphone', paused: true, mid: '0', encodings: dtx },
    ]);
    const offered = bob.client.told.flatMap((one) => (one.name === 'consumersAdded' ? one.data.consumers : []));
    expect(offered.map(({ source }) => source).toSorted()).toEqual(['camera', 'microphone']);
    expect(bob.client.toldNames.filter((name) => /source|mute/.test(name))).toEqual([]);
  });

  describe('[ME10] whose certificate new transports expect', () => {
    const connect = ({ client }: Seat, transportId: TransportId, byte: string) =>
      client.call('connectTransport', { transportId, dtlsParameters: dtlsOf(byte) });
    /** With what each peer was opened since. */
    async function reopen(stage: Stage) {
      const known = stage.sfu.asked('openPeer').length;
      stage.rooms.onFact(lost);
      await stage.settle();
      return stage.sfu.asked('openPeer').slice(known);
    }

    it('that of who connects both of them with the same', async () => {
      const stage = createStage();
      const [ada, bob] = [await sit(stage, 'Ada'), await sit(stage, 'Bob')];
      for (const transportId of [ada.send, ada.recv]) await connect(ada, transportId, 'AB');
      for (const [transportId, byte] of [
        [bob.send, 'BC'],
        [bob.recv, 'CD'],
      ] as const)
        await connect(bob, transportId, byte);
      const expected = { roomId: ROOM, peerId: ada.peerId, dtlsParameters: dtlsOf('AB') };
      expect(await reopen(stage)).toEqual([expected, { roomId: ROOM, peerId: bob.peerId }]);
      // Once more, whether it has connected meanwhile or not.
      expect(await reopen(stage)).toContainEqual(expected);
      const { send } = afterwards(ada);
      await connect(ada, send, 'AB');
      expect(await reopen(stage)).toContainEqual(expected);
    });

    it('nobody whose client has connected one of them only, or whose other one has another since', async () => {
      const stage = createStage();
      const ada = await sit(stage, 'Ada');
      await connect(ada, ada.send, 'AB');
      const unknown = [{ roomId: ROOM, peerId: ada.peerId }];
      expect(await reopen(stage)).toEqual(unknown);
      await connect(ada, afterwards(ada).recv, 'CD');
      expect(await reopen(stage)).toEqual(unknown);
    });

    it('that of nobody who turns out to have another: what it asks for then expects nothing', async () => {
      const stage = createStage();
      const client = stage.connect();
      const { peerId, resumeSecret, room, media } = await client.join('Ada');
      const ada = { client, peerId, send: media.sendTransport.transportId, recv: media.recvTransport.transportId };
      for (const transportId of [ada.send, ada.recv]) await connect(ada, transportId, 'AB');
      await reopen(stage);
      await expect(connect(ada, afterwards(ada).send, 'CD')).rejects.toMatchObject({ code: 'invalidState' });
      client.cut();
      const resume = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: room.seq };
      // Of the transports that have refused it, it says that they are none.
      const again = await stage.connect().call('resume', { ...resume, mediaEpoch: 0 });
      expect(again.media?.mediaEpoch).toBe(3);
      expect(stage.sfu.asked('openPeer').at(-1)).toEqual({ roomId: ROOM, peerId });
    });

    it('nobody who comes back: it may be another page by then', async () => {
      const stage = createStage();
      const client = stage.connect();
      const joined = await client.join('Ada');
      const { peerId, resumeSecret, room, media } = joined;
      for (const { transportId } of [media.sendTransport, media.recvTransport])
        await client.call('connectTransport', { transportId, dtlsParameters: dtlsOf('AB') });
      client.cut();
      stage.rooms.onFact(lost);
      const resume = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: room.seq };
      const again = await stage.connect().call('resume', { ...resume, mediaEpoch: 1 });
      expect(again.media?.mediaEpoch).toBe(2);
      expect(stage.sfu.asked('openPeer')).toEqual([1, 2].map(() => ({ roomId: ROOM, peerId })));
    });

    it('nobody whose connecting was refused, or who has left meanwhile', async () => {
      const stage = createStage();
      const [ada, bob] = [await sit(stage, 'Ada'), await sit(stage, 'Bob')];
      await connect(ada, ada.send, 'AB');
      stage.sfu.refuse('connectTransport', new ProtocolError('invalidState', 'no'));
      await expect(connect(ada, ada.recv, 'AB')).rejects.toMatchObject({ code: 'invalidState' });
      stage.sfu.refuse('connectTransport', undefined);
      stage.sfu.hold('connectTransport');
      const connecting = Promise.allSettled([
        bob.client.start('connectTransport', { transportId: bob.send, dtlsParameters: dtlsOf('BC') }),
      ]);
      await stage.settle();
      await bob.client.call('leave', {});
      stage.sfu.release('connectTransport');
      await stage.settle();
      bob.client.cut();
      await connecting;
      expect(stage.rooms.find(ROOM)?.media.foresight.size).toBe(1);
      expect(await reopen(stage)).toEqual([{ roomId: ROOM, peerId: ada.peerId }]);
    });
  });

  it('[ME9] takes what is produced as foreseen for that, whatever its ssrcs and bitrates', async () => {
    const stage = createStage();
    const { ada, askedSince } = await lose(stage);
    await produce(ada, 'microphone', voice('0', 99));
    await produce(ada, 'camera', picture('1', 300_000));
    expect(askedSince()).toHaveLength(3);
    expect(stage.sfu.asked('closeProducer')).toEqual([]);
    // From then on another one of the same source takes its place, as ever.
    await produce(ada, 'camera', picture('1'));
    expect(askedSince()).toHaveLength(4);
  });

  it('[ME9] lets what is sent otherwise take the place of all that was foreseen of that peer', async () => {
    const stage = createStage();
    const { ada, bob, askedSince } = await lose(stage);
    await produce(ada, 'camera', picture('0'));
    expect(stage.sfu.asked('closeProducer')).toEqual([{ roomId: ROOM, peerId: ada.peerId, source: 'microphone' }]);
    await produce(ada, 'microphone', voice('1', 99));
    expect(askedSince().map(({ rtpParameters: { mid } }) => mid)).toEqual(['0', '1', '0', '0', '1']);
    await produce(bob, 'microphone', voice('0', 11), true);
    expect(askedSince()).toHaveLength(5);
  });

  it('[ME9] offers nothing twice to who says what it can decode as before', async () => {
    const stage = createStage();
    const { bob } = await lose(stage);
    const offers = () => bob.client.told.filter(({ name }) => name === 'consumersAdded').length;
    const before = offers();
    await bob.client.call('startReceiving', { rtpCapabilities: {} });
    expect(offers()).toBe(before);
    const codecs = [{ kind: 'audio' as const, mimeType: 'audio/opus', clockRate: 48_000 }];
    await bob.client.call('startReceiving', { rtpCapabilities: { codecs } });
    expect(offers()).toBeGreaterThan(before);
    expect(stage.sfu.asked('setRtpCapabilities').at(-1)?.rtpCapabilities).toEqual({ codecs });
  });

  it('[ME9, MU6] mutes what was muted while it was lost', async () => {
    const stage = createStage();
    const { ada, bob } = await lose(stage);
    await produce(ada, 'microphone', voice('0', 99), true);
    expect(stage.sfu.asked('setProducerPaused')).toMatchObject([{ source: 'microphone', paused: true }]);
    expect(bob.client.toldNames.some((name) => name.endsWith('muteChanged'))).toBe(true);
    // Producing again never unmutes.
    await produce(bob, 'microphone', voice('0', 11), false);
    expect(stage.sfu.asked('setProducerPaused')).toHaveLength(1);
  });

  it('[ME9] foresees nothing of what was closed, or of a picture whose packets do not say what they are', async () => {
    const stage = createStage();
    const ada = await sit(stage, 'Ada');
    await produce(ada, 'microphone', { ...voice('0', 77), headerExtensions: [] });
    await produce(ada, 'camera', picture('1'));
    await ada.client.call('closeSource', { source: 'camera' });
    const bob = await sit(stage, 'Bob');
    await produce(bob, 'microphone', voice('0', 88));
    await produce(bob, 'microphone', { ...voice('0', 88), headerExtensions: [] });
    stage.rooms.onFact(lost);
    await stage.settle();
    expect(stage.sfu.asked('produce')).toHaveLength(4);
  });

  it('[ME9] forgets what it foresaw when that is lost, too', async () => {
    const stage = createStage();
    const { ada, askedSince } = await lose(stage);
    stage.sfu.holdAnswers('produce');
    stage.rooms.onFact(lost);
    await stage.settle();
    stage.rooms.onFact(lost);
    stage.sfu.flow('produce');
    for (let held = 0; held < 3; held++) {
      stage.sfu.release('produce');
      await stage.settle();
    }
    const again = afterwards(ada);
    // The first three, three whose transports went, and three on the ones that ada has.
    expect(askedSince()).toHaveLength(9);
    await produce(again, 'microphone', voice('0', 99));
    expect(askedSince()).toHaveLength(9);
  });

  it('keeps nothing of who has left while the sfu was asked', async () => {
    const stage = createStage();
    const [ada, bob] = [await sit(stage, 'Ada'), await sit(stage, 'Bob')];
    stage.sfu.holdAnswers('produce');
    stage.sfu.holdAnswers('setRtpCapabilities');
    const asked = [
      ada.client.start('produce', {
        transportId: ada.send,
        source: 'microphone',
        muted: false,
        rtpParameters: voice('0', 77),
      }),
      ada.client.start('startReceiving', { rtpCapabilities: { codecs: [] } }),
    ];
    const ended = Promise.allSettled(asked);
    await stage.settle();
    await ada.client.call('leave', {});
    stage.sfu.release('produce');
    stage.sfu.release('setRtpCapabilities');
    await stage.settle();
    ada.client.cut();
    await ended;
    expect(stage.rooms.find(ROOM)?.media.foresight.size).toBe(1);
    expect(bob.client.closedWith).toBeUndefined();
  });

  it('[ME9] answers who produces what a host has closed meanwhile as if it were new', async () => {
    const stage = createStage();
    const { ada, askedSince } = await lose(stage);
    await ada.client.call('closeSource', { source: 'microphone' });
    await produce(ada, 'microphone', voice('0', 99));
    expect(askedSince()).toHaveLength(4);
    expect(stage.rooms.find(ROOM)?.state.peers.get(ada.peerId)?.sources.get('microphone')?.producer).toBe('open');
  });
});
