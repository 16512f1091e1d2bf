import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { forgeToken } from '../testing/forgeToken.ts';
import { checkJoinToken, signJoinToken } from './joinTokens.ts';

const secret = 'a secret of at least thirty-two bytes';
const nowMs = 1_800_000_000_000;
const now = nowMs / 1_000;
const claims = { iss: 'confab', aud: 'confab', room: 'a-room', grants: { role: 'host' }, iat: now, exp: now + 600 };
const header = { alg: 'HS256', typ: 'JWT' };

const check = (token: string, atMs = nowMs) => checkJoinToken({ token, room: 'a-room', secret, nowMs: atMs });
const checkClaims = (changed: object) => check(forgeToken(header, { ...claims, ...changed }, secret));
const sign = (grants: Parameters<typeof signJoinToken>[0]['grants'], room = 'a-room', lifeSeconds = 600) =>
  signJoinToken({ room, grants, lifeSeconds, nowMs, secret });

describe('a join token', () => {
  it('[TK2] that we signed is good for its room, with its grants, until it ends', async () => {
    const checked = { grants: { role: 'viewer', name: 'Ada' }, expiresAtMs: nowMs + 600_000, lifeSeconds: 600 };
    const token = await sign({ role: 'viewer', name: 'Ada' });
    expect(await check(token)).toEqual(checked);
    expect(await check(token, nowMs + 604_000)).toEqual(checked);
    expect(await check(token, nowMs + 606_000)).toBeUndefined();
    expect(await checkJoinToken({ token, room: 'another-room', secret, nowMs })).toBeUndefined();
  });

  it('[TK2] may come from any library that signs the same', async () => {
    expect(await checkClaims({})).toMatchObject({ grants: { role: 'host' } });
    expect(await checkClaims({ nbf: now, aud: ['others', 'confab'] })).toBeDefined();
  });

  it('[TK4] makes a speaker of whom it does not say', async () => {
    expect(await checkClaims({ grants: {} })).toMatchObject({ grants: { role: 'speaker' } });
  });

  it.each([
    ['expired', { iat: now - 700, exp: now - 6 }],
    ['not yet valid', { nbf: now + 6 }],
    ['issued in the future', { iat: now + 6 }],
    ['for another audience', { aud: 'another' }],
    ['without an audience', { aud: undefined }],
    ['by another issuer', { iss: 'another' }],
    ['without an issuer', { iss: undefined }],
    ['for another room', { room: 'another-room' }],
    ['for a list of rooms', { room: ['a-room'] }],
    ['without a room', { room: undefined }],
    ['without an end', { exp: undefined }],
    ['with an end that is no number', { exp: '2099' }],
    ['without a beginning', { iat: undefined }],
    ['made for years', { exp: now + 86_401 }],
    ['made long ago', { iat: now - 90_000 }],
    ['with an unknown role', { grants: { role: 'owner' } }],
    ['with a role from a prototype', { grants: { role: 'toString' } }],
    ['with an unfit name', { grants: { role: 'host', name: 'a\u202Eb' } }],
    ['with a name that is none', { grants: { role: 'host', name: { first: 'Ada' } } }],
    ['without grants', { grants: undefined }],
    ['with grants that are none', { grants: 'host' }],
  ])('[TK2] that is %s is refused', async (_, changed) => expect(await checkClaims(changed)).toBeUndefined());

  it.each([
    ['signed with another secret', forgeToken(header, claims, `${secret}!`)],
    ['signed with nothing', forgeToken(header, claims, '')],
    ['of alg none', `${forgeToken({ alg: 'none' }, claims, secret).split('.').slice(0, 2).join('.')}.`],
    ['of alg none with a signature', forgeToken({ alg: 'none' }, claims, secret)],
    ['of alg None', forgeToken({ alg: 'None' }, claims, secret)],
    ['that calls itself RS256 and is signed with the secret', forgeToken({ alg: 'RS256' }, claims, secret)],
    ['that calls itself HS512', forgeToken({ alg: 'HS512' }, claims, secret)],
    ['without an algorithm', forgeToken({ typ: 'JWT' }, claims, secret)],
    ['with a critical extension', forgeToken({ ...header, crit: ['b64'], b64: false }, claims, secret)],
    ['with two parts', forgeToken(header, claims, secret).split('.').slice(0, 2).join('.')],
    ['with a changed claim', forgeToken(header, claims, secret).replace(/\.[^.]+\./, `.${btoa('{"role":"host"}')}.`)],
    ['garbage', 'garbage'],
    ['three parts of garbage', 'a.b.c'],
    ['of null bytes', '\0.\0.\0'],
    ['empty', ''],
  ])('[TK2] %s is refused', async (_, token) => expect(await check(token)).toBeUndefined());

  it('[TK2] of another algorithm is refused, whichever key it is really signed with', async () => {
    const hs512 = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS512' })
      .sign(new TextEncoder().encode(secret.repeat(2)));
    expect(
      await checkJoinToken({ token: await hs512, room: 'a-room', secret: secret.repeat(2), nowMs }),
    ).toBeUndefined();

    // The classic confusion: a public key that everybody knows, used as the secret of an HMAC.
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    expect(
      await check(await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)),
    ).toBeUndefined();
    const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await check(forgeToken({ alg: 'RS256' }, claims, pem))).toBeUndefined();
    expect(await check(forgeToken(header, claims, pem))).toBeUndefined();
  });

  it.each([
    ['a room that is none', { room: 'a room' }],
    ['a name that is none', { grants: { role: 'host', name: ' ' } as const }],
    ['a life of days', { lifeSeconds: 86_401 }],
    ['no life', { lifeSeconds: 0 }],
  ])('is not signed for %s', (_, changed) => {
    expect(() =>
      signJoinToken({ room: 'a-room', grants: { role: 'host' }, lifeSeconds: 60, nowMs, secret, ...changed }),
    ).toThrow(RangeError);
  });
});
