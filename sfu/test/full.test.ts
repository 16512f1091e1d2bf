import { NodePeer } from '@confab/node-peer';
import type { Services } from '@confab/node-peer/testing';
import { startServices } from '@confab/node-peer/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Limits } from '../src/mediasoup/limits.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();
const HERE = 'a-room';
const ELSEWHERE = 'another-room';

describe.skipIf(!workerBin)('a full sfu, for people who come through signaling', () => {
  const limits: Partial<Record<keyof Limits, number>> = {};
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let services: Services;
  let link: Link;
  let ada: NodePeer;
  let ben: NodePeer;
  const join = (roomId: string, displayName: string) => NodePeer.join({ url: services.url, roomId, displayName });
  beforeAll(async () => {
    sfu = await startSfu(testMedia(workerBin ?? '', { limits }));
    services = await startServices({ workerBin: workerBin ?? '', sfuPorts: [sfu.port] });
    link = await linkTo(sfu.port, testSecret);
    [ada, ben] = [await join(HERE, 'Ada'), await join(HERE, 'Ben')];
    await ada.send('microphone');
    await vi.waitFor(() => expect(heard()).toBeGreaterThan(10), { timeout: 45_000 });
  });
  afterAll(async () => {
    await Promise.all([ada, ben].map((peer) => peer.close()));
    link.close();
    await services.stop();
    await sfu.close();
  });
  const heard = () => ben.received()[0]?.packets ?? 0;
  /** What signaling and the sfu have. */
  const held = async () => {
    const metrics = await (await fetch(`${services.base}/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^confab_${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
    const { rooms, peers, producers, consumers } = await link.call('getStats', {});
    const signaling = { sessions: count('sessions'), rooms: count('rooms'), seats: count('peers') };
    return { signaling, sfu: { rooms, peers, producers, consumers } };
  };

  it.each([
    ['roomsOfNode', 1, [ELSEWHERE]],
    ['peersOfRoom', 2, [HERE]],
    ['peersOfWorker', 2, [HERE, ELSEWHERE]],
    // However little it does: that is busy.
    ['cpuOfWorker', 0, [HERE, ELSEWHERE]],
  ] as const)(
    '[LI7] beyond %s tells who is new that it is full, and keeps nothing of them',
    async (name, limit, refused) => {
      const before = await held();
      expect(before).toEqual({
        signaling: { sessions: 2, rooms: 1, seats: 2 },
        sfu: { rooms: 1, peers: 2, producers: 1, consumers: 1 },
      });
      limits[name] = limit;
      try {
        for (const roomId of refused)
          await expect(join(roomId, 'Cleo')).rejects.toMatchObject({
            code: 'limitExceeded',
            message: expect.stringMatching(new RegExp(`^${name}: the limit is ${limit}, there are \\d`)),
          });
      } finally {
        delete limits[name];
      }
      await expect.poll(held).toEqual(before);
      const sinceThen = heard();
      await expect.poll(() => heard() - sinceThen).toBeGreaterThan(10);
      expect([ada, ben].flatMap(({ mediaEpoch, failures }) => [mediaEpoch, ...failures])).toEqual([1, 1]);
    },
  );

  it('[LI7] lets in who was refused when there is room again', async () => {
    limits.peersOfWorker = 2;
    await expect(join(ELSEWHERE, 'Cleo')).rejects.toMatchObject({ code: 'limitExceeded' });
    await ben.close();
    await (await join(ELSEWHERE, 'Cleo')).close();
    delete limits.peersOfWorker;
  });
});
