import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startHostileStage } from '../support/startHostileStage.ts';
import { openSocket } from '../support/startTestServer.ts';
import { WireClient } from '../support/WireClient.ts';

let stage: Awaited<ReturnType<typeof startHostileStage>>;
afterEach(() => stage.stop());

const attempt = async (headers: Readonly<Record<string, string>> = {}) => {
  const client = openSocket(stage.port, headers);
  const status = await Promise.race([client.opened.then(() => 101), client.refused]);
  return { ...client, status };
};
const statuses = async (count: number, headers?: () => Readonly<Record<string, string>>) =>
  (await Promise.all(Array.from({ length: count }, () => attempt(headers?.())))).map(({ status }) => status);
const countOf = (all: readonly number[], status: number) => all.filter((each) => each === status).length;

describe('upgrades of one address', () => {
  it('[PR2] are 429 with retry-after beyond so many in a while; who is in notices nothing', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '50' });
    const ada = await stage.open();
    await ada.join('Ada', 'a-room');
    // Most of them would not even get a socket: the origin is wrong.
    const all = await statuses(500, () => ({ origin: 'http://evil.example.org' }));
    expect([countOf(all, 403), countOf(all, 429)]).toEqual([49, 451]);
    expect(await stage.metric('confab_limited_total', 'reason="upgradeRate"')).toBe(451);
    expect(await stage.metric('confab_rejected_total', 'code="429"')).toBe(451);
    await ada.settle();
    expect(ada.toldNames).toEqual([]);
    await ada.close();
  });

  it('[PR2] are answered in the usual form', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '1' });
    await statuses(1);
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', origin: stage.origin };
    const answer = await rawGet('/ws', upgrade);
    expect(answer).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    expect(Number(/^Retry-After: (\d+)\r$/m.exec(answer)?.[1])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'rateLimited' } });
  });

  it('[PR1] [PR2] count for the forwarded address of a trusted proxy, IPv6 by its /64, and for nothing before it', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '5', TRUST_PROXY: 'loopback' });
    let turn = 0;
    const inOneNetwork = () => ({ 'x-forwarded-for': `10.0.0.${++turn}, 2001:db8::${++turn}` });
    const ofOne = await statuses(10, inOneNetwork);
    expect([countOf(ofOne, 101), countOf(ofOne, 429)]).toEqual([5, 5]);
    expect(await statuses(1, () => ({ 'x-forwarded-for': '2001:db8:0:1::1' }))).toEqual([101]);
    expect(await statuses(1, () => ({ 'x-forwarded-for': '192.0.2.1' }))).toEqual([101]);
  });

  it('[PR1] count for the socket itself when its forwarded address comes from nobody we trust', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '5' });
    let turn = 0;
    const all = await statuses(10, () => ({ 'x-forwarded-for': `192.0.2.${++turn}` }));
    expect([countOf(all, 101), countOf(all, 429)]).toEqual([5, 5]);
  });
});

describe('the process', () => {
  it('[PR3] takes no more sockets than it may, says 503, and takes one again when one has gone', async () => {
    stage = await startHostileStage({ MAX_SOCKETS: '2' });
    const [ada, bob] = [await stage.open(), await stage.open()];
    expect((await attempt()).status).toBe(503);
    expect(await stage.metric('confab_limited_total', 'reason="sockets"')).toBe(1);
    await bob.close();
    await expect.poll(() => stage.metric('confab_sessions')).toBe(1);
    expect((await attempt()).status).toBe(101);
    await ada.close();
  });

  it('[PR3] makes no more rooms than it may; the rooms that are there go on', async () => {
    stage = await startHostileStage({ MAX_ROOMS: '2' });
    const [ada, bob, eve] = [await stage.open(), await stage.open(), await stage.open()];
    await ada.join('Ada', 'one');
    await bob.join('Bob', 'two');
    const answer = await eve.ask('join', { protocolVersion: 1, roomId: 'three', displayName: 'Eve' });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'limitExceeded', message: 'the server has 2 rooms of 2' },
    });
    expect(await stage.metric('confab_limited_total', 'reason="rooms"')).toBe(1);
    expect((await eve.join('Eve', 'one')).room.peers).toHaveLength(2);
    for (const client of [ada, bob, eve]) await client.close();
  });
});

describe('HTTP requests of one address', () => {
  const get = (path: string, init: RequestInit = {}) => fetch(`${stage.base}${path}`, init);

  it('[PR2] are 429 with retry-after beyond so many in a while, but for the questions of a watchdog', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '2' });
    const all = await Promise.all(Array.from({ length: 40 }, () => get('/version')));
    expect(
      countOf(
        all.map(({ status }) => status),
        200,
      ),
    ).toBe(32);
    const refused = all.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused?.json()).toMatchObject({ error: { code: 'rateLimited' } });
    expect(refused?.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('[PR2] that make rooms weigh more, whatever else is wrong with them', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '3' });
    const make = () => get('/api/rooms', { method: 'POST' }).then(({ status }) => status);
    expect([await make(), await make(), await make(), await make()]).toEqual([201, 201, 201, 429]);
  });

  it('[PR2] do not cost the address its sockets', async () => {
    stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '1' });
    for (let index = 0; index < 20; index++) await get('/version');
    expect((await get('/version')).status).toBe(429);
    const ada = await WireClient.open(stage.port);
    await ada.close();
  });
});

function rawGet(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(stage.port, '127.0.0.1', () =>
      socket.write([`GET ${path} HTTP/1.1`, 'host: localhost', ...fields, '', ''].join('\r\n')),
    );
    let answer = '';
    socket.on('data', (data) => void (answer += String(data)));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}
