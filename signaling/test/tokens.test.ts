import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgeToken } from '../src/testing/forgeToken.ts';
import { signJoinToken } from '../src/tokens/joinTokens.ts';
import { startFakeSfu } from './support/fakeSfu.ts';
import { openSocket, SFU_SECRET, startTestServer } from './support/startTestServer.ts';

const JWT_SECRET = 'a secret of at least thirty-two bytes';
const API_KEY = 'a key of at least thirty-two bytes';
const command = fileURLToPath(new URL('../../apps/confab/bin/confab.mjs', import.meta.url));
const builtCommand = fileURLToPath(new URL('../../apps/confab/dist/main.js', import.meta.url));
let sfu: Awaited<ReturnType<typeof startFakeSfu>>;
let server: Awaited<ReturnType<typeof startTestServer>>;
beforeAll(async () => {
  sfu = await startFakeSfu(SFU_SECRET);
  server = await startTestServer({ SFU_URL: sfu.url, JWT_SECRET, REQUIRE_TOKEN: 'true', API_KEY });
  await vi.waitFor(async () => expect((await fetch(`${server.base}/readyz`)).status).toBe(200), 45_000);
});
afterAll(async () => {
  await server.stop();
  await sfu.stop();
});

async function ask(room: string, token?: string) {
  const client = openSocket(server.port);
  await client.opened;
  const params = { protocolVersion: 1, roomId: room, displayName: 'Bob', token };
  client.socket.send(JSON.stringify({ t: 'req', id: '1', method: 'join', params }));
  await expect.poll(() => client.received.length).toBeGreaterThan(0);
  return { client, answer: JSON.parse(client.received[0] ?? '') };
}

const sign = (lifeSeconds: number) =>
  signJoinToken({
    room: 'locked',
    grants: { role: 'host', name: 'Ada' },
    lifeSeconds,
    nowMs: Date.now(),
    secret: JWT_SECRET,
  });

const expired = { iss: 'confab', aud: 'confab', room: 'locked', grants: {}, iat: 1_699_999_000 };

describe('a locked server', () => {
  it('[TK2] lets the bearer of a token in, and renews it', async () => {
    const { client, answer } = await ask('locked', await sign(3_600));
    expect(answer).toMatchObject({ ok: true, result: { room: { peers: [{ displayName: 'Ada' }] } } });
    client.socket.send(JSON.stringify({ t: 'req', id: '2', method: 'refreshToken', params: {} }));
    await expect.poll(() => client.received.length).toBe(2);
    const { result } = JSON.parse(client.received[1] ?? '');
    expect(result.tokenExpiresInMs).toBeGreaterThan(3_500_000);
    const again = await ask('locked', result.token);
    expect(again.answer.ok).toBe(true);
    for (const { socket, closed } of [client, again.client]) {
      socket.close();
      await closed;
    }
  });

  it.skipIf(!existsSync(builtCommand))('[TK2] lets the bearer of a token of the command line in', async () => {
    const args = [command, 'token', '--room', 'locked', '--name', 'Ada'];
    const token = execFileSync(process.execPath, args, { env: { JWT_SECRET }, encoding: 'utf8' }).trim();
    const { client, answer } = await ask('locked', token);
    expect(answer).toMatchObject({ ok: true, result: { tokenExpiresInMs: expect.any(Number) } });
    client.socket.close();
    await client.closed;
  });

  it.each([
    ['none', 'locked', undefined],
    ['garbage', 'locked', 'garbage'],
    ['one of another room', 'another', sign(60)],
    ['one of alg none', 'locked', forgeToken({ alg: 'none' }, { room: 'locked' }, JWT_SECRET)],
    ['one that is over', 'locked', forgeToken({ alg: 'HS256' }, { ...expired, exp: 1_700_000_000 }, JWT_SECRET)],
  ])('[TK3] is unauthorized for %s, and says nothing of it', async (_, room, token) => {
    const sent = await token;
    const { client, answer } = await ask(room, sent);
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthorized', retryable: false } });
    if (sent) expect(client.received.join()).not.toContain(sent);
    client.socket.close();
    await client.closed;
  });

  it('[TK8] makes rooms for who has the key', async () => {
    const make = (headers: Record<string, string>) => fetch(`${server.base}/api/rooms`, { method: 'POST', headers });
    const refused = await make({});
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await refused.json()).toMatchObject({ error: { code: 'unauthorized' } });
    expect((await make({ authorization: `Bearer ${JWT_SECRET}` })).status).toBe(401);
    expect((await make({ authorization: `Bearer ${API_KEY}` })).status).toBe(201);
  });
});
