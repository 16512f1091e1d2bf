import { createHmac } from 'node:crypto';
import type { IceServer, PeerId } from '@confab/protocol';
import type { Config } from '../config.ts';

/** How long a peer may open relays with what it was given. Longer than a day's meeting, shorter than a leak is worth. */
export const TURN_CREDENTIAL_MS = 12 * 60 * 60 * 1_000;

/**
 * The ICE servers for one peer: STUN as configured, TURN with credentials that nobody else has and that expire.
 * The scheme is that of draft-uberti-behave-turn-rest-00, coturn's `use-auth-secret`: the user is
 * `<expiry in Unix seconds>:<peer>`, the password base64(HMAC-SHA1(secret, user)).
 */
export function createIceServers({ iceServers, turn }: Pick<Config, 'iceServers' | 'turn'>, peer: Bearer): IceServer[] {
  if (!turn) return [...iceServers];
  const username = `${Math.floor((peer.nowMs + TURN_CREDENTIAL_MS) / 1_000)}:${peer.peerId}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [...iceServers, { urls: [...turn.urls], username, credential }];
}

/** Whom the credentials are for, and the time of day, in Unix milliseconds. */
type Bearer = { readonly peerId: PeerId; readonly nowMs: number };
