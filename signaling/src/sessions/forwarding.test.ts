import type { PeerId } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, ROOM } from '../testing/createStage.ts';

const SIZE = { width: 320, height: 180 };
const named = (client: { readonly told: readonly { name: string; data: unknown }[] }, name: string) =>
  client.told.filter((one) => one.name === name).map(({ data }) => data);

async function createTwo() {
  const stage = createStage();
  const [ada, bob] = [stage.connect(), stage.connect()];
  const seats = { ada: await ada.join('Ada'), bob: await bob.join('Bob') };
  const wants = async (peerId: PeerId, layers: 'none' | 'high') => {
    const streams = [{ peerId, source: 'camera' as const, layers }];
    stage.rooms.onFact({ name: 'wantedChanged', data: { roomId: ROOM, streams } });
    await stage.settle();
  };
  const holdBack = async (...peerIds: PeerId[]) => {
    stage.rooms.onFact({ name: 'heldBackChanged', data: { roomId: ROOM, peerIds } });
    await stage.settle();
  };
  return { stage, ada, bob, seats, wants, holdBack };
}
const returning = ({ peerId, resumeSecret, media, room }: Awaited<ReturnType<typeof createTwo>>['seats']['ada']) => ({
  protocolVersion: 1,
  roomId: ROOM,
  peerId,
  resumeSecret,
  lastSeq: room.seq,
  mediaEpoch: media.mediaEpoch,
});

describe('forwarding less', () => {
  it('[FW1] hands on what is shown in one request, whatever of it there is', async () => {
    const { stage, bob, seats } = await createTwo();
    const streams = [
      { peerId: seats.ada.peerId, source: 'camera' as const, shown: SIZE },
      { peerId: seats.bob.peerId, source: 'screen' as const, shown: null },
    ];
    expect(await bob.outcome('setShown', { streams })).toBe('ok');
    expect(stage.sfu.asked('setShown')).toEqual([{ roomId: ROOM, peerId: seats.bob.peerId, streams }]);
  });

  it('[FW1] is unavailable while there are no transports', async () => {
    const { stage, bob, seats } = await createTwo();
    stage.sfu.isReady = false;
    stage.rooms.onStopped();
    const streams = [{ peerId: seats.ada.peerId, source: 'camera' as const, shown: null }];
    expect(await bob.outcome('setShown', { streams })).toBe('unavailable');
  });

  it('[FW4] tells the sender, and nobody else', async () => {
    const { ada, bob, seats, wants } = await createTwo();
    await wants(seats.ada.peerId, 'none');
    expect(named(ada, 'wantedChanged')).toEqual([{ sources: [{ source: 'camera', layers: 'none' }] }]);
    expect(named(bob, 'wantedChanged')).toEqual([]);
  });

  it('[FW12] tells the sender which layer nobody uses, and when that is over', async () => {
    const { stage, ada, seats } = await createTwo();
    const camera = { peerId: seats.ada.peerId, source: 'camera' as const, layers: 'high' as const };
    for (const stream of [{ ...camera, withoutMid: true }, camera])
      stage.rooms.onFact({ name: 'wantedChanged', data: { roomId: ROOM, streams: [stream] } });
    await stage.settle();
    expect(named(ada, 'wantedChanged')).toEqual([
      { sources: [{ source: 'camera', layers: 'high', withoutMid: true }] },
      { sources: [{ source: 'camera', layers: 'high' }] },
    ]);
  });

  it('[FW6] tells everyone who is held back, also who comes later', async () => {
    const { stage, ada, bob, seats, holdBack } = await createTwo();
    await holdBack(seats.ada.peerId);
    const cleo = stage.connect();
    await cleo.join('Cleo');
    for (const each of [ada, bob, cleo])
      expect(named(each, 'heldBackChanged')).toEqual([{ peerIds: [seats.ada.peerId] }]);
  });

  it('[FW7] says in the answer to a resume how it is now', async () => {
    const { stage, ada, seats, wants, holdBack } = await createTwo();
    ada.cut();
    await stage.settle();
    await wants(seats.ada.peerId, 'none');
    await holdBack(seats.bob.peerId);
    const { forwarding } = await stage.connect().call('resume', returning(seats.ada));
    expect(forwarding).toEqual({ wanted: [{ source: 'camera', layers: 'none' }], heldBack: [seats.bob.peerId] });
  });

  it('[FW7] forgets it with the transports it was about', async () => {
    const { stage, ada, seats, wants, holdBack } = await createTwo();
    await wants(seats.ada.peerId, 'none');
    await holdBack(seats.bob.peerId);
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await stage.settle();
    ada.cut();
    await stage.settle();
    const { forwarding } = await stage.connect().call('resume', { ...returning(seats.ada), mediaEpoch: 2 });
    expect(forwarding).toEqual({ wanted: [], heldBack: [] });
  });

  it('[FW7] forgets what was wanted of transports that one peer has no more', async () => {
    const { stage, ada, seats, wants } = await createTwo();
    await wants(seats.ada.peerId, 'none');
    ada.cut();
    await stage.settle();
    // It never had the ones it is thought to have, and is given others.
    const { media, forwarding } = await stage.connect().call('resume', { ...returning(seats.ada), mediaEpoch: 0 });
    expect(media?.mediaEpoch).toBe(2);
    expect(forwarding?.wanted).toEqual([]);
  });

  it('[FW7] [FW12] has it from the sfu after a restart', async () => {
    const { stage, ada, seats } = await createTwo();
    await ada.call('startReceiving', { rtpCapabilities: {} });
    stage.sfu.holdings.describeAs({ wanted: 'high', withoutMid: true, heldBack: [seats.bob.peerId] });
    const { transportId } = seats.ada.media.sendTransport;
    const rtpParameters = { codecs: [{ mimeType: 'video/VP8', payloadType: 100, clockRate: 90_000 }] };
    await ada.call('produce', { transportId, source: 'camera', rtpParameters, muted: false });
    const next = createStage({ sfu: stage.sfu, firstPeer: 10 });
    next.link();
    await next.settle();
    const { forwarding } = await next.connect().call('resume', returning(seats.ada));
    expect(forwarding).toEqual({
      wanted: [{ source: 'camera', layers: 'high', withoutMid: true }],
      heldBack: [seats.bob.peerId],
    });
  });
});
