import { describe, expect, it } from 'vitest';
import type { PeerId } from '@confab/protocol';
import { createIceServers, TURN_CREDENTIAL_MS } from './createIceServers.ts';

const bearer = { peerId: '01a1fc7e-3417-766d-a14e-87d67403334a' as PeerId, nowMs: 1_700_000_000_000 };
const stun = { urls: ['stun:stun.example.org:3478'] };
const turn = { urls: ['turn:turn.example.org:3478'], secret: 'north' };

describe('createIceServers', () => {
  it('gives STUN alone when there is no TURN server', () => {
    expect(createIceServers({ iceServers: [stun], turn: undefined }, bearer)).toEqual([stun]);
  });

  it('signs the peer and the end of its time', () => {
    const username = `${1_700_000_000 + TURN_CREDENTIAL_MS / 1_000}:${bearer.peerId}`;
    expect(createIceServers({ iceServers: [stun], turn }, bearer)).toEqual([
      stun,
      // printf '%s' "$username" | openssl dgst -sha1 -hmac north -binary | base64
      { urls: turn.urls, username, credential: 'GwBqeC0YaoYW8PVw1Sdx2IfZ9R8=' },
    ]);
  });

  it('gives no two peers the same credentials', () => {
    const other = { ...bearer, peerId: '01a1fc7e-3417-766d-a14e-87d67403334b' as PeerId };
    const config = { iceServers: [], turn };
    expect(createIceServers(config, other)).not.toEqual(createIceServers(config, bearer));
  });
});
