import type { PeerId, RoomId } from '@confab/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newPeerId, newRoomId, Peer } from './support/Peer.ts';
import { opusParameters, vp8SimulcastParameters } from './support/rtp.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

const dtlsParameters = {
  role: 'client' as const,
  fingerprints: [{ algorithm: 'sha-256' as const, value: Array<string>(32).fill('AB').join(':') }],
};

describe.skipIf(!workerBin)('[ME11] a standby of an sfu', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  const start = async (workers: number) => {
    sfu = await startSfu(testMedia(workerBin ?? '', { workers }));
    link = await linkTo(sfu.port, testSecret);
  };
  afterEach(async () => {
    link.close();
    await sfu.close();
  });

  const stats = () => link.call('getStats', {});
  const kill = async (index: number) => process.kill((await stats()).workers[index]?.pid ?? 0, 'SIGKILL');
  const codeOf = (answer: Promise<unknown>) =>
    answer.then(
      () => 'ok',
      (cause: unknown) => (cause instanceof Error && 'code' in cause ? cause.code : cause),
    );
  const prepare = async (roomId: RoomId, peerIds: readonly PeerId[]) => {
    const sources = [{ source: 'microphone' as const, rtpParameters: opusParameters(), paused: false }];
    const rtpCapabilities = {};
    const peers = peerIds.map((peerId) => ({ peerId, dtlsParameters, rtpCapabilities, sources }));
    return link.call('prepareStandby', { roomId, peers });
  };
  /** The first room is on the first worker. */
  const openRoom = async (roomId = newRoomId()) => {
    const peers = [await new Peer(link, roomId).open(), await new Peer(link, roomId).open()];
    return { roomId, peers, peerIds: peers.map(({ peerId }) => peerId) };
  };

  describe('with two workers', () => {
    beforeEach(() => start(2));

    it('is on the other worker, counts for nothing, and outlives the worker of its room', async () => {
      const { roomId, peerIds } = await openRoom();
      await prepare(roomId, peerIds);
      expect(await stats()).toMatchObject({ rooms: 1, peers: 2, producers: 0, standbys: 1 });
      expect((await stats()).workers.map(({ routers }) => routers)).toEqual([1, 0]);

      await kill(0);
      await link.factOf('roomsLost');
      await link.call('takeStandby', { roomId });

      expect(await stats()).toMatchObject({ rooms: 1, peers: 2, producers: 2, standbys: 0 });
      expect((await link.call('getRoom', { roomId })).peers.map(({ peerId }) => peerId)).toEqual(peerIds);
    });

    it('is not taken before all of it is there, nor once the room has been opened without it', async () => {
      const { roomId, peers, peerIds } = await openRoom();
      const preparing = prepare(roomId, peerIds);
      expect(await codeOf(link.call('takeStandby', { roomId }))).toBe('notFound');
      await preparing;
      await kill(0);
      await link.factOf('roomsLost');
      await peers[0]?.open();
      expect(await codeOf(link.call('takeStandby', { roomId }))).toBe('notFound');
    });

    it('is told of as lost when its own worker dies, and the room goes on', async () => {
      const { roomId, peers, peerIds } = await openRoom();
      await prepare(roomId, peerIds);
      await kill(1);
      expect(await link.factOf('standbyLost')).toEqual({ roomId });
      expect(await codeOf(link.call('takeStandby', { roomId }))).toBe('notFound');
      await peers[0]?.produce('microphone');
      expect(link.facts.map(({ name }) => name)).not.toContain('roomsLost');
    });

    it('has no part in the quarantine of who kills workers, and takes nobody into it', async () => {
      const { roomId, peers, peerIds } = await openRoom();
      for (let crash = 1; crash <= 3; crash++) {
        const worker = (await stats()).workers.findIndex(({ routers }) => routers > 0);
        await prepare(roomId, peerIds);
        await kill(worker);
        await expect.poll(() => link.facts.filter(({ name }) => name === 'roomsLost')).toHaveLength(crash);
        if (crash < 3) await link.call('takeStandby', { roomId });
        await expect.poll(async () => (await stats()).workers).toHaveLength(2);
      }
      // Three died under them: what stood by would have been the fourth.
      expect(await codeOf(link.call('takeStandby', { roomId }))).toBe('notFound');
      expect(await codeOf(peers[0]?.open() ?? Promise.resolve())).toBe('quarantined');
    });

    it('says nothing of what happens on it before it is the room', async () => {
      const { roomId, peers, peerIds } = await openRoom();
      const { rtpCapabilities } = await link.call('openPeer', { roomId, peerId: peerIds[1] ?? newPeerId() });
      // Whose camera nobody receives hears that nobody wants it.
      const camera = { source: 'camera' as const, rtpParameters: vp8SimulcastParameters(), paused: false };
      const planned = peerIds.map((peerId) => ({ peerId, dtlsParameters, rtpCapabilities, sources: [camera] }));
      await link.call('prepareStandby', { roomId, peers: planned.slice(0, 1) });
      // After that one would have.
      await peers[0]?.produce('camera');
      const told = await link.factOf('wantedChanged');
      expect(told.streams).toEqual([{ peerId: peerIds[0], source: 'camera', layers: 'none' }]);
      expect(link.facts.filter(({ name }) => name === 'wantedChanged')).toHaveLength(1);
    });
  });

  it('is not to be had where there is no other worker', async () => {
    await start(1);
    const { roomId, peerIds } = await openRoom();
    expect(await codeOf(prepare(roomId, peerIds))).toBe('unavailable');
    expect((await stats()).standbys).toBe(0);
  });
});
