import type { Requests } from '@confab/protocol';
import { systemClock } from '@confab/rpc';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startServer } from '../src/startServer.ts';
import { forgeToken } from '../src/testing/forgeToken.ts';
import { signJoinToken } from '../src/tokens/joinTokens.ts';
import { startFakeSfu } from './support/fakeSfu.ts';
import { openSocket, SFU_SECRET } from './support/startTestServer.ts';

const JWT_SECRET = 'the-secret-that-signs-tokens-of-thirty-two';
const API_KEY = 'the-key-that-makes-rooms-of-thirty-two-bytes';
const ROOM = 'an-id-that-opens-the-door';
/** What a session carries and no log may: each with the words by which it would be found. */
const planted = {
  name: 'Ada Lovelace',
  chat: 'meet me at noon',
  address: '203.0.113.99',
  ufrag: 'planted-ufrag',
  fingerprint: Array(32).fill('C0').join(':'),
  cname: 'planted-cname',
  codec: 'planted-fmtp',
  frame: 'planted in a frame that is none',
  header: 'planted-header',
} as const;

let lines = '';
let sfu: Awaited<ReturnType<typeof startFakeSfu>>;
let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  sfu = await startFakeSfu(SFU_SECRET);
  const env = {
    PORT: '0',
    SFU_URL: sfu.url,
    SFU_SECRET,
    JWT_SECRET,
    API_KEY,
    REQUIRE_TOKEN: 'true',
    LOG_LEVEL: 'trace',
  };
  const parsed = parseConfig({ ...env, TRUST_PROXY: 'loopback' }, () => '');
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'));
  const log = createLog('trace', { write: (line) => (lines += line) });
  server = await startServer(parsed.config, { clock: systemClock, log });
  const base = `http://127.0.0.1:${server.port}`;
  await vi.waitFor(async () => expect((await fetch(`${base}/readyz`)).status).toBe(200), 45_000);
});
afterAll(async () => {
  await server.stop();
  await sfu.stop();
});

async function connect() {
  const { socket, received, opened, closed } = openSocket(server.port, { 'x-forwarded-for': planted.address });
  await opened;
  let lastId = 0;
  const ask = async (method: keyof Requests | 'unknown', params: object): Promise<Record<string, string>> => {
    const id = String(++lastId);
    socket.send(JSON.stringify({ t: 'req', id, method, params }));
    const answerOf = () => received.map((text) => JSON.parse(text)).find((frame) => frame.id === id);
    await expect.poll(answerOf).toBeDefined();
    return answerOf().result ?? {};
  };
  return { socket, closed, ask };
}

const claims = { iss: 'confab', aud: 'confab', room: ROOM, grants: { name: planted.name }, iat: 1, exp: 2 };
const dtlsParameters = { fingerprints: [{ algorithm: 'sha-256', value: planted.fingerprint }] };
const rtpParameters = {
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: planted.codec },
    },
  ],
  rtcp: { cname: planted.cname },
};

/** Everything a call does, and much of what can go wrong in it. Answers what secrets it was told. */
async function runSession(): Promise<readonly string[]> {
  const token = await signJoinToken({
    room: ROOM,
    grants: { role: 'host', name: planted.name },
    lifeSeconds: 60,
    nowMs: Date.now(),
    secret: JWT_SECRET,
  });
  const expired = forgeToken({ alg: 'HS256' }, claims, JWT_SECRET);
  const entry = { protocolVersion: 1, roomId: ROOM, displayName: planted.name };
  const first = await connect();
  await first.ask('join', { ...entry, token: expired });
  await first.ask('unknown', { text: planted.chat });
  const { peerId, resumeSecret } = await first.ask('join', { ...entry, token });
  await first.ask('connectTransport', { transportId: 'send', dtlsParameters });
  await first.ask('connectTransport', { transportId: 'another', dtlsParameters });
  // The sfu answers nothing that fits: a failure of the inner kind.
  await first.ask('produce', { transportId: 'send', source: 'microphone', rtpParameters, muted: false });
  await first.ask('produce', { transportId: 'send', source: planted.chat, rtpParameters: { ufrag: planted.ufrag } });
  await first.ask('sendChat', { messageId: '1', text: planted.chat });
  const { token: renewed } = await first.ask('refreshToken', {});
  first.socket.terminate();

  const second = await connect();
  const seat = { protocolVersion: 1, roomId: ROOM, peerId, lastSeq: 0, mediaEpoch: 1 };
  await second.ask('resume', { ...seat, resumeSecret: 'W'.repeat(43) });
  const { resumeSecret: newest } = await second.ask('resume', { ...seat, resumeSecret });
  second.socket.send(planted.frame);
  await second.closed;

  await fetch(`http://127.0.0.1:${server.port}/api/rooms`, {
    method: 'POST',
    headers: { authorization: planted.header },
  });
  await fetch(`http://127.0.0.1:${server.port}/api/rooms?${planted.header}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  return [token, expired, renewed, resumeSecret, newest, peerId].map(String);
}

describe('the log', () => {
  it('has nothing of what a call is about, not even at its most talkative', async () => {
    const told = await runSession();
    expect(told.every((secret) => secret.length > 30)).toBe(true);
    await server.stop();

    // It does talk of this session.
    for (const word of ['"method":"join"', '"method":"resume"', '"method":"produce"', '"code":4400', '"level":"error"'])
      expect(lines).toContain(word);
    const secrets = [...Object.values(planted), ...told, SFU_SECRET, JWT_SECRET, API_KEY, ROOM, 'W'.repeat(43)];
    expect(secrets.filter((secret) => lines.includes(secret))).toEqual([]);
    for (const line of lines.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ process: 'signaling' });
  });
});
