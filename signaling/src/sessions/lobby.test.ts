import type { NotificationOf, Notifications, PeerId, WarmStart } from '@confab/protocol';
import { LOBBY_DEADLINE_MS, MAX_LOBBIES_PER_ADDRESS, MAX_LOBBIES_PER_ROOM, PROTOCOL_VERSION } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { LobbyBudget } from '../rooms/LobbyBudget.ts';
import type { TestClient } from '../testing/createStage.ts';
import { createStage, EPOCH_MS, ROOM, RTP } from '../testing/createStage.ts';
import { signJoinToken } from '../tokens/joinTokens.ts';

const where = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM };
type Added = Extract<NotificationOf<Notifications>, { name: 'consumersAdded' }>;
const offered = ({ told }: TestClient) =>
  told.filter((one): one is Added => one.name === 'consumersAdded').flatMap(({ data }) => data.consumers);

/** Ada is in the room and sends her camera; a visitor is in the lobby. */
async function createLobby({ hasWaitingRoom = false } = {}) {
  const stage = createStage();
  const ada = stage.connect();
  const seat = await ada.join('Ada');
  const { transportId } = seat.media.sendTransport;
  const send = (source: 'camera' | 'screen') =>
    ada.call('produce', { transportId, source, rtpParameters: RTP, muted: false });
  await send('camera');
  if (hasWaitingRoom) await ada.call('setWaitingRoom', { enabled: true });
  ada.told.length = 0;
  const visitor = stage.connect();
  const { media } = await visitor.call('warmUp', where);
  if (!media) throw new Error('no lobby');
  const prepare = async () => {
    await visitor.call('startReceiving', { rtpCapabilities: {} });
    for (const source of ['microphone', 'camera'] as const)
      await visitor.call('produce', {
        transportId: media.sendTransport.transportId,
        source,
        rtpParameters: RTP,
        muted: false,
      });
  };
  const join = (warm?: WarmStart) => visitor.call('join', { ...where, displayName: 'Bob', ...(warm && { warm }) });
  const held = () => stage.sfu.holdings.describe(ROOM).peers;
  return { ...stage, ada, adaId: seat.peerId, send, visitor, media, prepare, join, held };
}

describe('the lobby', () => {
  it('[LO1] is of nobody: no event, no count, no memo', async () => {
    const { ada, rooms, sfu, prepare, visitor, settle } = await createLobby();
    const memos = sfu.asked('setMemo').length;
    await prepare();
    await settle();
    expect(ada.told).toEqual([]);
    expect([rooms.peerCount, rooms.find(ROOM)?.state.peers.size]).toEqual([1, 1]);
    expect(sfu.asked('setMemo')).toHaveLength(memos);
    expect((await visitor.call('look', where)).inside?.displayNames).toEqual(['Ada']);
  });

  it('[LO2] is cold where nobody is inside, and where the visitor could not enter', async () => {
    const { ada, connect, sfu } = await createLobby();
    const other = connect();
    expect(await other.call('warmUp', { ...where, roomId: 'empty' as typeof ROOM })).toEqual({});
    await ada.call('setLocked', { locked: true });
    expect(await connect().call('warmUp', where)).toEqual({});
    expect(sfu.asked('openPeer')).toHaveLength(2);
    expect(await other.outcome('join', { ...where, roomId: 'empty' as typeof ROOM, displayName: 'Eve' })).toBe('ok');
  });

  it('[LO2] has so many places in a room', async () => {
    const { connect, rooms } = await createLobby();
    for (let more = 1; more < MAX_LOBBIES_PER_ROOM; more++)
      expect(await connect().call('warmUp', where)).toHaveProperty('media');
    const last = connect();
    expect(await last.call('warmUp', where)).toEqual({});
    expect(rooms.lobbyCount).toBe(MAX_LOBBIES_PER_ROOM);
    expect(await last.outcome('join', { ...where, displayName: 'Last' })).toBe('ok');
  });

  it('[LO2] has so many places for an address, and gives each back once', () => {
    const budget = new LobbyBudget();
    const taken = Array.from({ length: MAX_LOBBIES_PER_ADDRESS }, () => budget.take('a'));
    expect([budget.take('a'), typeof budget.take('b')]).toEqual([undefined, 'function']);
    taken[0]?.();
    taken[0]?.();
    expect([typeof budget.take('a'), budget.take('a')]).toEqual(['function', undefined]);
  });

  it('[LO3] produces paused, whatever is asked, and no screen', async () => {
    const { prepare, held, sfu, visitor, media } = await createLobby();
    await prepare();
    expect(held()[1]?.sources).toEqual([
      { source: 'microphone', paused: true },
      { source: 'camera', paused: true },
    ]);
    const { transportId } = media.sendTransport;
    const screen = { transportId, source: 'screen' as const, rtpParameters: RTP, muted: false };
    expect(await visitor.outcome('produce', screen)).toBe('forbidden');
    expect([sfu.asked('resumeConsumers'), sfu.asked('setProducerPaused')]).toEqual([[], []]);
  });

  it('[LO4] is offered what is sent, what is added, and its own silence', async () => {
    const { prepare, visitor, send, adaId, settle } = await createLobby();
    await prepare();
    const own = offered(visitor).find(({ peerId }) => peerId !== adaId);
    expect(own?.source).toBe('microphone');
    await send('screen');
    await settle();
    expect(offered(visitor).flatMap(({ peerId, source }) => (peerId === adaId ? source : []))).toEqual([
      'camera',
      'screen',
    ]);
  });

  it('[LO4] is offered nothing of a room where it would have to wait', async () => {
    const { prepare, visitor, adaId } = await createLobby({ hasWaitingRoom: true });
    await prepare();
    expect(offered(visitor).filter(({ peerId }) => peerId === adaId)).toEqual([]);
    expect(offered(visitor)).toHaveLength(1);
  });

  it('[LO5] becomes a seat: same transports, what is set up flows, what was produced is in the room', async () => {
    const { ada, adaId, join, prepare, visitor, media, sfu, held, rooms, settle } = await createLobby();
    await prepare();
    const [camera] = offered(visitor).filter(({ peerId }) => peerId === adaId);
    const consumerIds = camera ? [camera.consumerId, 'never-offered' as typeof camera.consumerId] : [];
    const opened = sfu.asked('openPeer').length;
    const {
      peerId,
      media: kept,
      room,
    } = await join({ consumerIds, sources: [{ source: 'microphone', muted: false }] });
    await settle();

    expect([kept.sendTransport, kept.mediaEpoch]).toEqual([media.sendTransport, 1]);
    expect(sfu.asked('openPeer')).toHaveLength(opened);
    expect(sfu.asked('resumeConsumers')).toMatchObject([{ peerId, consumerIds: [camera?.consumerId] }]);
    expect(room.peers.find((peer) => peer.peerId === peerId)?.sources).toEqual([
      { source: 'microphone', muted: false },
    ]);
    expect(held()[1]?.sources[0]).toEqual({ source: 'microphone', paused: false });
    expect(sfu.asked('closeConsumers')).toMatchObject([{ peerId, of: [{ peerId, source: 'microphone' }] }]);
    expect(ada.toldNames.map((name) => name.split(' ')[1])).toEqual(['peerJoined', 'sourceAdded']);
    expect(rooms.lobbyCount).toBe(0);
  });

  it('[LO5] [MU3] leaves muted what shall be', async () => {
    const { join, prepare, held, sfu } = await createLobby();
    await prepare();
    const { peerId, room } = await join({ consumerIds: [], sources: [{ source: 'microphone', muted: true }] });
    expect(room.peers.find((peer) => peer.peerId === peerId)?.sources).toEqual([{ source: 'microphone', muted: true }]);
    expect(held()[1]?.sources[0]).toEqual({ source: 'microphone', paused: true });
    expect(sfu.asked('setProducerPaused')).toEqual([]);
  });

  it('[LO5] closes what was produced and is not wanted any more', async () => {
    const { join, prepare, held, settle } = await createLobby();
    await prepare();
    const { room, peerId } = await join({ consumerIds: [], sources: [{ source: 'microphone', muted: true }] });
    await settle();
    expect(held()[1]?.sources).toEqual([{ source: 'microphone', paused: true }]);
    expect(room.peers.find((peer) => peer.peerId === peerId)?.sources).toHaveLength(1);
  });

  it('[LO5] [RO1] makes no sender of a viewer, whatever it has produced', async () => {
    const secret = 'a secret of at least thirty-two bytes';
    const stage = createStage({ tokens: { secret, isRequired: true } });
    const tokenOf = (role: 'host' | 'viewer') =>
      signJoinToken({ room: ROOM, grants: { role }, lifeSeconds: 600, nowMs: EPOCH_MS, secret });
    const ada = stage.connect();
    await ada.call('join', { ...where, displayName: 'Ada', token: await tokenOf('host') });
    ada.told.length = 0;
    const visitor = stage.connect();
    const token = await tokenOf('viewer');
    const { media } = await visitor.call('warmUp', { ...where, token });
    if (!media) throw new Error('no lobby');
    const { transportId } = media.sendTransport;
    await visitor.call('produce', { transportId, source: 'camera', rtpParameters: RTP, muted: false });
    const warm = { consumerIds: [], sources: [{ source: 'camera' as const, muted: false }] };
    const { peerId } = await visitor.call('join', { ...where, displayName: 'Eve', token, warm });
    await stage.settle();
    expect(stage.sfu.holdings.describe(ROOM).peers.find((peer) => peer.peerId === peerId)?.sources).toEqual([]);
    expect(ada.toldNames.map((name) => name.split(' ')[1])).toEqual(['peerJoined']);
  });

  it('[LO5] without warm begins anew, and leaves nothing behind', async () => {
    const { join, prepare, media, held, rooms } = await createLobby();
    await prepare();
    const { media: fresh } = await join();
    expect(fresh.sendTransport.transportId).not.toBe(media.sendTransport.transportId);
    expect(held()).toHaveLength(2);
    expect(rooms.lobbyCount).toBe(0);
  });

  it('[LO5] is taken along by a knock, and kept while a host thinks about it', async () => {
    const { ada, visitor, prepare, media, settle } = await createLobby({ hasWaitingRoom: true });
    await prepare();
    const warm = { consumerIds: [], sources: [{ source: 'camera' as const, muted: false }] };
    expect(await visitor.outcome('join', { ...where, displayName: 'Bob', warm })).toBe('admissionRequired');
    await visitor.call('knock', { ...where, displayName: 'Bob', warm });
    const [waiting] = ada.told.flatMap((one) => (one.name === 'waitingChanged' ? one.data.waiting : []));
    await ada.call('admit', { peerIds: [waiting?.peerId as PeerId] });
    await settle();
    const admitted = visitor.told.find((one) => one.name === 'admitted');
    expect(admitted?.name === 'admitted' && admitted.data.media.sendTransport).toEqual(media.sendTransport);
  });

  it.each([
    ['its socket', (one: Awaited<ReturnType<typeof createLobby>>) => one.visitor.cut(), undefined],
    ['2 minutes', (one: Awaited<ReturnType<typeof createLobby>>) => one.clock.advance(LOBBY_DEADLINE_MS), undefined],
    ['its room', (one: Awaited<ReturnType<typeof createLobby>>) => one.ada.call('endRoom', {}), 'mediaLost'],
  ] as const)('[LO6] ends with %s', async (_, end, told) => {
    const lobby = await createLobby();
    await lobby.prepare();
    await end(lobby);
    await lobby.settle();
    expect(lobby.rooms.lobbyCount).toBe(0);
    expect(lobby.sfu.holdings.rooms.get(ROOM)?.peers.size ?? 0).toBeLessThanOrEqual(1);
    expect(lobby.visitor.told.at(-1)?.name).toBe(told ?? 'consumersAdded');
  });

  it('[LO6] ends with what the sfu has lost, and can be had again', async () => {
    const { rooms, visitor, prepare, settle, join } = await createLobby();
    await prepare();
    rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    await settle();
    expect([rooms.lobbyCount, visitor.told.at(-1)?.name]).toEqual([0, 'mediaLost']);
    expect(await visitor.outcome('startReceiving', { rtpCapabilities: {} })).toBe('notFound');
    expect(await visitor.call('warmUp', where)).toHaveProperty('media');
    expect(await join({ consumerIds: [], sources: [] })).toHaveProperty('peerId');
  });

  it('[LO6] ends with its worker, when the rest of the room is on another one', async () => {
    const { rooms, connect, visitor, prepare, settle } = await createLobby();
    await prepare();
    const other = connect();
    await other.call('warmUp', where);
    const peerId = offered(visitor).find(({ source }) => source === 'microphone')?.peerId as PeerId;
    rooms.onFact({ name: 'peersLost', data: { roomId: ROOM, peerIds: [peerId] } });
    await settle();
    expect([rooms.lobbyCount, visitor.told.at(-1)?.name, other.told.length]).toEqual([1, 'mediaLost', 0]);
  });

  it('[LO6] that opens after its visitor has gone is closed', async () => {
    const { connect, sfu, held, settle } = await createLobby();
    const other = connect();
    sfu.hold('openPeer');
    const asked = other.start('warmUp', where);
    asked.catch(() => undefined);
    await settle();
    other.cut();
    sfu.release('openPeer');
    await settle();
    expect(held()).toHaveLength(2);
  });

  it('[SE2] [LO6] closes the session after 2 minutes, however often it is asked', async () => {
    const { clock, visitor, settle } = await createLobby();
    for (let asked = 0; asked < 3; asked++) {
      clock.advance(LOBBY_DEADLINE_MS / 3);
      await settle();
      if (visitor.closedWith === undefined) await visitor.call('warmUp', where);
    }
    expect(visitor.closedWith).toBe(4408);
  });

  it('[LO7] counts one report of a join', async () => {
    const { ada, joins } = await createLobby();
    const report = { readiness: 'hot' as const, total: 120, phases: { seat: 60, media: 60 } };
    for (let twice = 0; twice < 2; twice++) await ada.call('reportJoin', report);
    expect(joins).toEqual([report]);
  });
});
