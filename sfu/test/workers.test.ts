import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('the workers of an sfu', () => {
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
  const pids = async () => (await link.call('getStats', {})).workers.map(({ pid }) => pid);

  describe('of which there are two', () => {
    beforeEach(() => start(2));

    it('share the rooms', async () => {
      for (let count = 0; count < 4; count++) await new Peer(link, newRoomId()).open();
      expect(await link.call('getStats', {})).toMatchObject({ workers: [{ routers: 2 }, { routers: 2 }], rooms: 4 });
    });

    it('die alone: the rooms of the other one go on, and a new one takes the place', async () => {
      const room = newRoomId();
      const lost = await new Peer(link, room).open();
      const kept = await new Peer(link, newRoomId()).open();
      await lost.produce('camera');
      const [first, second] = await pids();

      process.kill(first ?? 0, 'SIGKILL');

      expect(await link.factOf('roomsLost')).toEqual({ roomIds: [lost.roomId], reason: 'workerDied' });
      await expect(lost.produce('microphone')).rejects.toMatchObject({ code: 'notFound' });
      await kept.produce('camera');
      await lost.open();
      await lost.produce('camera');
      await expect.poll(pids).toHaveLength(2);
      expect(await pids()).toContain(second);
      expect(await pids()).not.toContain(first);
    });
  });

  describe('of which there is one', () => {
    beforeEach(() => start(1));

    it('are waited for when all of them have died', async () => {
      const peer = await new Peer(link, newRoomId()).open();
      const [pid] = await pids();
      process.kill(pid ?? 0, 'SIGKILL');
      await link.factOf('roomsLost');
      await peer.open();
      await peer.produce('camera');
      expect(await link.call('getStats', {})).toMatchObject({ rooms: 1, peers: 1, producers: 1 });
    });

    it('are killed and replaced when they hang, and a request to them ends by its deadline', async () => {
      const peer = await new Peer(link, newRoomId()).open();
      const [pid] = await pids();
      process.kill(pid ?? 0, 'SIGSTOP');
      await expect(peer.produce('camera')).rejects.toMatchObject({
        // The heartbeat may be the first to lose patience.
        code: expect.stringMatching(/^(deadlineExceeded|unavailable)$/),
      });
      await link.factOf('roomsLost');
      await peer.open();
      await peer.produce('camera');
    });
  });
});
