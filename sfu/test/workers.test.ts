import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  const kill = (pid: number | undefined) => process.kill(pid ?? 0, 'SIGKILL');
  const spare = () =>
    vi.waitFor(async () => {
      const { sparePid } = await link.call('getStats', {});
      return sparePid ?? Promise.reject(new Error('no spare worker yet'));
    }, 45_000);
  const pids = async () => (await link.call('getStats', {})).workers.map(({ pid }) => pid);

  describe('of which there are two', () => {
    beforeEach(() => start(2));

    it('share the rooms', async () => {
      for (let count = 0; count < 4; count++) await new Peer(link, newRoomId()).open();
      expect(await link.call('getStats', {})).toMatchObject({ workers: [{ routers: 2 }, { routers: 2 }], rooms: 4 });
    });

    it('[WK3] die alone: the rooms of the other one go on, and a new one takes the place', async () => {
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

    it('[WK1] give their place to the spare one, and another one waits then', async () => {
      const peer = await new Peer(link, newRoomId()).open();
      const waiting = await spare();
      kill((await pids())[0]);
      await link.factOf('roomsLost');
      await peer.open();
      expect(await pids()).toEqual([waiting]);
      expect(await spare()).not.toBe(waiting);
    });

    it('[WK1] do not miss a spare one that died: another one waits', async () => {
      const waiting = await spare();
      const [pid] = await pids();
      kill(waiting);
      await expect.poll(async () => (await link.call('getStats', {})).sparePid).not.toBe(waiting);
      expect(await spare()).not.toBe(waiting);
      expect(await pids()).toEqual([pid]);
    });

    it('[WK4] do not die a fourth time under the same peer', async () => {
      const suspect = await new Peer(link, newRoomId()).open();
      for (let crash = 1; crash <= 3; crash++) {
        const [pid] = await pids();
        kill(pid);
        await expect.poll(() => link.facts.filter(({ name }) => name === 'roomsLost')).toHaveLength(crash);
        if (crash < 3) await suspect.open();
      }
      await expect(suspect.open()).rejects.toMatchObject({ code: 'quarantined' });
      await new Peer(link, suspect.roomId).open();
    });

    it('are waited for when all of them have died', async () => {
      const peer = await new Peer(link, newRoomId()).open();
      const [pid] = await pids();
      process.kill(pid ?? 0, 'SIGKILL');
      await link.factOf('roomsLost');
      await peer.open();
      await peer.produce('camera');
      expect(await link.call('getStats', {})).toMatchObject({ rooms: 1, peers: 1, producers: 1 });
    });

    it('[WK2] are killed and replaced when they hang, and a request to them ends by its deadline', async () => {
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
