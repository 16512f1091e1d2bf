import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHostileStage } from '../support/startHostileStage.ts';

let stage: Awaited<ReturnType<typeof startHostileStage>>;
beforeAll(async () => void (stage = await startHostileStage()));
afterAll(() => stage.stop());

const request = (id: string, method: string, params: object = {}) => JSON.stringify({ t: 'req', id, method, params });

describe('a flood', () => {
  it('[PR5] of 5,000 messages is warned, then closed with 4429 and the time to wait; the room hears of it once', async () => {
    const [ada, mallory] = [await stage.open(), await stage.open()];
    await ada.join('Ada', 'flooded');
    const { media } = await mallory.join('Mallory', 'flooded');
    const params = { transportId: media.sendTransport.transportId, dtlsParameters: { fingerprints: [] } };
    const say = (id: string) => mallory.send(request(id, 'connectTransport', params));
    for (let index = 0; index < 150; index++) say(`first-${index}`);
    await expect.poll(() => mallory.responses.length).toBe(151);
    for (let index = 0; index < 5_000; index++) say(`then-${index}`);
    const { code, reason } = await mallory.closed;
    expect([code, reason]).toEqual([4429, 'too many messages; retryAfterMs=10000']);
    const outcomes = mallory.responses.map((response) => (response.ok ? 'ok' : response.error.code));
    expect(outcomes).toContain('badRequest');
    expect(outcomes).toContain('rateLimited');
    expect(outcomes.length).toBeLessThan(500);
    await expect.poll(() => ada.toldNames).toEqual(['2 peerJoined', '3 peerDisconnected']);
    expect(await ada.outcome('ping')).toBe('ok');
    expect(await stage.metric('confab_rejected_total', 'code="4429"')).toBe(1);
    expect(stage.sfu.sfu.asked('connectTransport')).toEqual([]);
    await ada.close();
  });

  it('[PR5] of pings and pongs is closed with 1008', async () => {
    const [ada, mallory] = [await stage.open(), await stage.open()];
    await ada.join('Ada', 'pinged');
    for (let index = 0; index < 5_000; index++) mallory.socket.pong();
    expect((await mallory.closed).code).toBe(1008);
    const pinging = await stage.open();
    for (let index = 0; index < 5_000; index++) pinging.socket.ping();
    // ws ends it without a word when 60 answers wait at once.
    expect([1006, 1008]).toContain((await pinging.closed).code);
    await ada.settle();
    await ada.close();
  });
});

describe('what breaks WebSocket itself', () => {
  it.each([
    ['1007', Buffer.from([0x22, 0xff, 0x22])],
    ['1009', Buffer.alloc(64 * 1024 + 1, 'x')],
  ])('[PR6] is counted: %s', async (code, bytes) => {
    const mallory = await stage.open();
    mallory.socket.send(bytes, { binary: false });
    expect((await mallory.closed).code).toBe(Number(code));
    expect(await stage.metric('confab_rejected_total', `code="${code}"`)).toBe(1);
  });

  it('[PR6] leaves no seat to a join that was on its way', async () => {
    const { sfu } = stage.sfu;
    const [ada, mallory] = [await stage.open(), await stage.open()];
    await ada.join('Ada', 'broken');
    sfu.hold('openPeer');
    mallory.send(request('1', 'join', { protocolVersion: 1, roomId: 'broken', displayName: 'Mallory' }));
    await mallory.settle();
    mallory.send('x'.repeat(64 * 1024 + 1));
    await mallory.closed;
    sfu.flow('openPeer');
    sfu.release('openPeer');
    await expect.poll(() => sfu.asked('closePeer').length).toBe(1);
    await ada.settle();
    expect(ada.toldNames).toEqual([]);
    await ada.close();
  });
});
