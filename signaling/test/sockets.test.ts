import { connect } from 'node:net';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@confab/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket, startTestServer } from './support/startTestServer.ts';
import { watchLateness } from './support/watchLateness.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
beforeAll(async () => void (server = await startTestServer({ ALLOWED_ORIGINS: 'https://friend.example.org' })));
afterAll(() => server.stop());

const request = (method: string, params: unknown = {}) => JSON.stringify({ t: 'req', id: '1', method, params });
const open = async () => {
  const client = openSocket(server.port);
  await client.opened;
  return client;
};

describe('an upgrade', () => {
  it.each(['http://evil.example.org', 'null', 'http://127.0.0.1', 'http://127.0.0.1.evil.example.org'])(
    'from the origin %s is refused with 403 before it is one',
    async (origin) => {
      expect(await openSocket(server.port, { origin }).refused).toBe(403);
    },
  );

  it('without an origin is refused with 403, and says so in the usual form', async () => {
    const answer = await sendRaw([
      'GET /ws HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('from an origin that the operator named is let in', async () => {
    const client = openSocket(server.port, { origin: 'https://friend.example.org' });
    await client.opened;
    client.socket.close();
    await client.closed;
  });

  it('elsewhere is refused with 404', async () => {
    const answer = await sendRaw([
      'GET /other HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Origin: http://127.0.0.1:${server.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
  });
});

describe('frames that come with the upgrade', () => {
  const offer = (...names: string[]) => openSocket(server.port, {}, ['confab', 'confab.early', ...names]);
  const carry = (text: string) => `confab.frame.${Buffer.from(text).toString('base64url')}`;

  it('[EN8] are the first messages of the socket', async () => {
    const client = offer(carry(request('ping')), carry(request('noSuchThing')));
    await client.opened;
    expect(client.socket.protocol).toBe('confab.early');
    await expect.poll(() => client.received).toHaveLength(2);
    expect(client.received.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { t: 'res', id: '1', ok: true },
      { t: 'res', id: '1', ok: false, error: { code: 'badRequest' } },
    ]);
    client.socket.close();
  });

  it('[EN1] [EN8] are judged like any other', async () => {
    expect(await offer(carry('hello')).closed).toMatchObject({ code: 4400 });
  });

  it('[EN8] are not taken when one of them is none', async () => {
    const client = offer(carry('hello'), 'confab.frame.QR');
    await client.opened;
    expect(client.socket.protocol).toBe('confab');
    client.socket.send('hello');
    expect(await client.closed).toMatchObject({ code: 4400 });
  });
});

describe('a message', () => {
  it('[LI1] over 64 KiB closes with 1009', async () => {
    const client = await open();
    client.socket.send('x'.repeat(64 * 1024 + 1));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('in a thousand pieces closes', async () => {
    const client = await open();
    for (let index = 0; index < 5_000; index++) client.socket.send('x', { fin: false });
    expect((await client.closed).code).toBe(1008);
  });

  it.each([
    ['no JSON', 'hello'],
    ['10,000 levels deep', request('ping').replace('{}', '['.repeat(10_000) + ']'.repeat(10_000))],
  ])('[EN1] that is %s closes with 4400', async (_, text) => {
    const client = await open();
    client.socket.send(text);
    expect(await client.closed).toMatchObject({ code: 4400 });
    expect(client.received).toEqual([]);
  });

  it('[EN1] that is binary closes with 4400', async () => {
    const client = await open();
    client.socket.send(Buffer.from(request('ping')));
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  it('that is not UTF-8 closes', async () => {
    const client = await open();
    client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
    expect((await client.closed).code).toBe(1007);
  });

  it('[EN2] gets its answer', async () => {
    const client = await open();
    client.socket.send(request('ping'));
    await expect.poll(() => client.received).toEqual(['{"t":"res","id":"1","ok":true,"result":{}}']);
    client.socket.close();
    await client.closed;
  });

  it('that joins without an sfu is unavailable at once, and may be tried again', async () => {
    const client = await open();
    client.socket.send(request('join', { protocolVersion: 1, roomId: 'a', displayName: 'Ada' }));
    await expect.poll(() => client.received.length).toBe(1);
    expect(JSON.parse(client.received[0] ?? '')).toMatchObject({
      ok: false,
      error: { code: 'unavailable', retryable: true },
    });
    client.socket.close();
    await client.closed;
  });
});

describe('silence', () => {
  it('[SE2] ends with 4408 when nobody joins, however much is said', async () => {
    const client = await open();
    const since = performance.now();
    const chatter = setInterval(() => client.socket.send(request('ping')), 500);
    expect(await client.closed).toMatchObject({ code: 4408 });
    clearInterval(chatter);
    expect(performance.now() - since).toBeGreaterThan(9_500);
  });

  it('[SE3] ends a socket that does not answer pings', async () => {
    const client = openSocket(server.port);
    await client.opened;
    const [since, lateMs] = [performance.now(), watchLateness()];
    // A reader that stands still, as after a lost network: no close arrives, and no pong leaves.
    client.socket.pause();
    await expect.poll(() => gauge('confab_sessions'), { timeout: 45_000, interval: 200 }).toBe(0);
    const ms = performance.now() - since;
    expect(ms).toBeGreaterThan(PING_INTERVAL_MS);
    expect(ms).toBeLessThan(PING_TIMEOUT_MS + 2_000 + lateMs());
    client.socket.terminate();
  });
});

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${server.base}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
}

function sendRaw(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    let answer = '';
    socket.on('data', (data) => void (answer += String(data)));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
