import type { Params } from '@confab/protocol';
import { PROTOCOL_VERSION, ProtocolError, RECONNECT_GRACE_MS, TOKEN_GRACE_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage, TestClient } from '../testing/createStage.ts';
import { createStage, EPOCH_MS, ROOM } from '../testing/createStage.ts';
import { forgeToken } from '../testing/forgeToken.ts';
import type { TokenGrants } from '../tokens/joinTokens.ts';
import { signJoinToken } from '../tokens/joinTokens.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const LIFE_MS = 600_000;
const now = EPOCH_MS / 1_000;
const claims = { iss: 'confab', aud: 'confab', room: ROOM, grants: { role: 'host' }, iat: now, exp: now + 600 };
const header = { alg: 'HS256' };

const createLocked = () => createStage({ tokens: { secret: SECRET, isRequired: true } });
const tokenFor = (grants: TokenGrants, nowMs = EPOCH_MS) =>
  signJoinToken({ room: ROOM, grants, lifeSeconds: LIFE_MS / 1_000, nowMs, secret: SECRET });
const toJoin = (token?: string): Params<'join'> => ({
  protocolVersion: PROTOCOL_VERSION,
  roomId: ROOM,
  displayName: 'Bob',
  ...(token !== undefined && { token }),
});

async function enter(stage: Stage, grants: TokenGrants = { role: 'speaker' }) {
  const client = stage.connect();
  const result = await client.call('join', toJoin(await tokenFor(grants, EPOCH_MS + stage.clock.now())));
  return { client, result, peerId: result.peerId };
}

const failureOf = (client: TestClient, params: Params<'join'>) =>
  client.call('join', params).then(
    () => 'ok',
    (cause: unknown) => (cause instanceof ProtocolError ? { code: cause.code, message: cause.message } : cause),
  );

describe('joining where tokens are required', () => {
  it('[TK4] takes role and name from the token, whatever the client says', async () => {
    const stage = createLocked();
    const { result, peerId } = await enter(stage, { role: 'viewer', name: 'Ada' });
    expect(result.room.peers).toMatchObject([{ displayName: 'Ada' }]);
    expect(result.tokenExpiresInMs).toBe(LIFE_MS);
    expect(stage.rooms.find(ROOM)?.passes.of(peerId)?.grants).toEqual({ role: 'viewer', name: 'Ada' });
  });

  it('[TK1] is unauthorized without a token', async () => {
    const { connect, rooms, sfu } = createLocked();
    expect(await failureOf(connect(), toJoin())).toEqual({ code: 'unauthorized', message: 'a token is needed' });
    expect([rooms.size, sfu.calls.length]).toEqual([0, 0]);
  });

  it.each([
    ['expired', forgeToken(header, { ...claims, iat: now - 700, exp: now - 100 }, SECRET)],
    ['not yet valid', forgeToken(header, { ...claims, nbf: now + 60 }, SECRET)],
    ['for another audience', forgeToken(header, { ...claims, aud: 'another' }, SECRET)],
    ['by another issuer', forgeToken(header, { ...claims, iss: 'another' }, SECRET)],
    ['for another room', forgeToken(header, { ...claims, room: 'another-room' }, SECRET)],
    ['of alg none', `${forgeToken({ alg: 'none' }, claims, SECRET).split('.').slice(0, 2).join('.')}.`],
    ['of another algorithm', forgeToken({ alg: 'RS256' }, claims, SECRET)],
    ['signed by somebody else', forgeToken(header, claims, 'another secret, of thirty-two bytes')],
    ['garbage', 'garbage'],
    ['a resume secret', 'x'.repeat(43)],
  ])('[TK3] answers a token that is %s like every other bad one, and changes nothing', async (_, token) => {
    const { connect, rooms, sfu } = createLocked();
    const client = connect();
    const same = { code: 'unauthorized', message: 'the token is not valid' };
    expect(await failureOf(client, toJoin(token))).toEqual(same);
    expect([rooms.size, sfu.calls.length]).toEqual([0, 0]);
    // The next try, with a good one, is not held against it.
    expect(await failureOf(client, toJoin(await tokenFor({ role: 'host' })))).toBe('ok');
  });
});

describe('joining where tokens are not required', () => {
  it('[TK1] needs none, and has none to renew', async () => {
    const { connect } = createStage();
    const ada = connect();
    expect((await ada.join('Ada')).tokenExpiresInMs).toBeUndefined();
    expect(await ada.outcome('refreshToken', {})).toBe('forbidden');
  });

  it('[TK1] judges the one that is sent all the same', async () => {
    const { connect } = createStage({ tokens: { secret: SECRET, isRequired: false } });
    expect(await connect().outcome('join', toJoin('garbage'))).toBe('unauthorized');
    expect(await connect().outcome('join', toJoin(await tokenFor({ role: 'viewer' })))).toBe('ok');
    expect(await connect().outcome('join', toJoin())).toBe('ok');
  });

  it('[TK1] refuses one that it cannot judge', async () => {
    const { connect } = createStage();
    expect(await connect().outcome('join', toJoin(await tokenFor({ role: 'viewer' })))).toBe('unauthorized');
  });
});

describe('a seat', () => {
  it('[TK6] ends 30 s after its token, and the session with 4401', async () => {
    const stage = createLocked();
    const ada = await enter(stage);
    stage.clock.advance(LIFE_MS / 2);
    const bob = await enter(stage);
    stage.clock.advance(LIFE_MS / 2 + TOKEN_GRACE_MS - 1);
    expect(ada.client.closedWith).toBeUndefined();
    stage.clock.advance(1);
    await stage.settle();

    expect(ada.client.closedWith).toBe(4401);
    expect(stage.rejected).toEqual([4401]);
    expect(bob.client.told.at(-1)).toMatchObject({ name: 'peerLeft', data: { peerId: ada.peerId, reason: 'left' } });
    expect([...(stage.rooms.find(ROOM)?.state.peers.keys() ?? [])]).toEqual([bob.peerId]);
  });

  it('[TK5] lives on with a renewed token, which lets its bearer in again with the same grants', async () => {
    const stage = createLocked();
    const { client, peerId } = await enter(stage, { role: 'host', name: 'Ada' });
    stage.clock.advance(LIFE_MS);
    const { token, tokenExpiresInMs } = await client.call('refreshToken', {});
    expect(tokenExpiresInMs).toBe(LIFE_MS);
    stage.clock.advance(LIFE_MS - 1_000);
    expect(client.closedWith).toBeUndefined();

    const again = await stage.connect().call('join', toJoin(token));
    expect(stage.rooms.find(ROOM)?.passes.of(again.peerId)?.grants).toEqual({ role: 'host', name: 'Ada' });
    expect(again.peerId).not.toBe(peerId);
    stage.clock.advance(1_000 + TOKEN_GRACE_MS);
    await stage.settle();
    expect(client.closedWith).toBe(4401);
  });

  it('[TK7] is resumed without a token, and told how long it still has', async () => {
    const stage = createLocked();
    const { client, result, peerId } = await enter(stage);
    client.cut();
    stage.clock.advance(10_000);
    const { resumeSecret } = result;
    const params = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: 1, mediaEpoch: 1 };
    const resumed = await stage.connect().call('resume', params);
    expect(resumed.tokenExpiresInMs).toBe(LIFE_MS - 10_000);
  });

  it('[TK6] cannot be resumed when its token has been over for long, and leaves no timer', async () => {
    const stage = createLocked();
    const { client, result, peerId } = await enter(stage);
    stage.clock.advance(LIFE_MS + TOKEN_GRACE_MS - RECONNECT_GRACE_MS / 2);
    client.cut();
    stage.clock.advance(RECONNECT_GRACE_MS / 2);
    await stage.settle();
    const { resumeSecret } = result;
    const params = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: 1, mediaEpoch: 1 };
    const late = stage.connect();
    expect(await late.outcome('resume', params)).toBe('notFound');
    late.cut();
    stage.clock.advance(RECONNECT_GRACE_MS);
    expect(stage.rooms.size).toBe(0);
    expect(stage.clock.pending).toBe(0);
  });

  it('[TK6] that is left takes its end along', async () => {
    const stage = createLocked();
    await enter(stage);
    const before = stage.clock.pending;
    const { client, peerId } = await enter(stage);
    await client.call('leave', {});
    expect(stage.rooms.find(ROOM)?.passes.of(peerId)).toBeUndefined();
    expect(stage.clock.pending).toBe(before);
  });
});

describe('a restart of signaling', () => {
  it('[RS1] [TK6] leaves every seat what its token allows, and its end', async () => {
    const before = createLocked();
    const { result, peerId } = await enter(before, { role: 'viewer', name: 'Ada' });
    before.rooms.close();

    const stage = createStage({ sfu: before.sfu, tokens: { secret: SECRET, isRequired: true } });
    stage.link();
    await stage.settle();
    expect(stage.rooms.find(ROOM)?.passes.of(peerId)?.grants).toEqual({ role: 'viewer', name: 'Ada' });
    const ada = stage.connect();
    const { resumeSecret, room } = result;
    const seat = { roomId: ROOM, peerId, resumeSecret, lastSeq: room.seq, mediaEpoch: 1 };
    await ada.call('resume', { protocolVersion: PROTOCOL_VERSION, ...seat });
    expect((await ada.call('refreshToken', {})).token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    stage.clock.advance(LIFE_MS + TOKEN_GRACE_MS);
    expect(stage.rooms.find(ROOM)?.state.peers.size ?? 0).toBe(0);
  });
});
