import { CONTROL_PATH } from '@confab/protocol/control';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { findTestWorker } from './support/findTestWorker.ts';
import { linkTo } from './support/linkTo.ts';
import { Peer, newRoomId } from './support/Peer.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

/** The status that an upgrade is refused with. */
const refusalOf = (url: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const ws = new WebSocket(url, { headers });
    ws.on('unexpected-response', (_, response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    ws.on('open', () => reject(new Error('it was let in')));
    ws.on('error', reject);
  });

describe.skipIf(!workerBin)('the door of the sfu', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  beforeAll(async () => void (sfu = await startSfu(testMedia(workerBin ?? ''))));
  afterAll(() => sfu.close());

  it.each([
    ['no secret', {}],
    ['a wrong secret', { authorization: `Bearer ${testSecret.replace('a', 'b')}` }],
    ['a secret that goes on', { authorization: `Bearer ${testSecret}x` }],
    ['an empty secret', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${testSecret}` }],
  ])('refuses %s with 401 before the upgrade', async (_, headers) => {
    expect(await refusalOf(`ws://127.0.0.1:${sfu.port}${CONTROL_PATH}`, headers)).toBe(401);
  });

  it('refuses another path with 404', async () => {
    expect(await refusalOf(`ws://127.0.0.1:${sfu.port}/other`, { authorization: `Bearer ${testSecret}` })).toBe(404);
  });

  it('introduces itself first on every link', async () => {
    const links = [await linkTo(sfu.port, testSecret), await linkTo(sfu.port, testSecret)];
    for (const link of links) {
      expect(await link.factOf('nodeReady')).toMatchObject({ workers: 1, mediasoupVersion: '3.27.1', roomIds: [] });
      expect(link.facts[0]?.name).toBe('nodeReady');
      link.close();
    }
  });

  it('tells a later link which rooms it holds', async () => {
    const first = await linkTo(sfu.port, testSecret);
    const peer = await new Peer(first, newRoomId()).open();
    first.close();
    const second = await linkTo(sfu.port, testSecret);
    expect(await second.factOf('nodeReady')).toMatchObject({ roomIds: [peer.roomId] });
    await second.call('closeRoom', { roomId: peer.roomId });
    second.close();
  });

  it('[EN1] closes a link that sends something else than a request with 4400', async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${sfu.port}${CONTROL_PATH}`, {
      headers: { authorization: `Bearer ${testSecret}` },
    });
    ws.on('open', () => ws.send('hello'));
    const code = await new Promise((resolve) => ws.on('close', resolve));
    expect(code).toBe(4400);
  });

  it('[EN4] answers a bad value with its place only', async () => {
    const link = await linkTo(sfu.port, testSecret);
    const bad = { ...new Peer(link, newRoomId()).id, peerId: 'nobody' };
    // @ts-expect-error No peer id has this shape.
    await expect(link.call('openPeer', bad)).rejects.toMatchObject({
      code: 'badRequest',
      message: 'bad value at peerId',
    });
    link.close();
  });

  it('says that it goes away, and is gone', async () => {
    const other = await startSfu(testMedia(workerBin ?? '', { workers: 2 }));
    const link = await linkTo(other.port, testSecret);
    await new Peer(link, newRoomId()).open();
    const { workers } = await link.call('getStats', {});
    expect(workers).toHaveLength(2);

    await other.close();
    await other.close();

    expect(await link.closed).toBe(1001);
    for (const { pid } of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await vi.waitFor(() => expect(linkTo(other.port, testSecret)).rejects.toThrow('ECONNREFUSED'), 30_000);
  });
});
