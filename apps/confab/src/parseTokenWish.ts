import type { TokenGrants, TokenRole } from '@confab/signaling/tokens';
import { DEFAULT_TOKEN_LIFE_SECONDS, MAX_TOKEN_LIFE_SECONDS, tokenRoles } from '@confab/signaling/tokens';

/** The options of `confab token`, as they were typed. */
export type TokenOptions = {
  readonly room?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  readonly ttl?: string | undefined;
};

export type TokenWish = { readonly room: string; readonly grants: TokenGrants; readonly lifeSeconds: number };

type Parsed = { readonly ok: true; readonly wish: TokenWish } | { readonly ok: false; readonly fault: string };

/** What the options ask for; whether room and name are fit ones is judged where the token is signed. */
export function parseTokenWish({ room, name, role = 'speaker', ttl }: TokenOptions): Parsed {
  if (room === undefined) return { ok: false, fault: '--room is missing: name the room, as in the address /r/<id>.' };
  if (!isRole(role)) return { ok: false, fault: `--role must be one of ${tokenRoles.join(', ')}.` };
  const lifeSeconds = ttl === undefined ? DEFAULT_TOKEN_LIFE_SECONDS : toSeconds(ttl);
  if (lifeSeconds === undefined || lifeSeconds < 1 || lifeSeconds > MAX_TOKEN_LIFE_SECONDS) {
    return { ok: false, fault: '--ttl must be a time such as 30s, 10m or 2h, at most 24h.' };
  }
  return { ok: true, wish: { room, grants: { role, ...(name !== undefined && { name }) }, lifeSeconds } };
}

const isRole = (text: string): text is TokenRole => tokenRoles.some((role) => role === text);

function toSeconds(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * (unit === 's' ? 1 : unit === 'm' ? 60 : 3_600);
}
