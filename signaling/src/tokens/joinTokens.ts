/** Join tokens as text: made by the command line, by adopters and for renewals, read where somebody joins. Pure but for the signature. */
import type { Role } from '@confab/protocol';
import { displayName, roles, roomId as roomIdSchema, safeParse } from '@confab/protocol';
import { errors, jwtVerify, SignJWT } from 'jose';

export const tokenRoles = roles;
export type TokenRole = Role;

/** What a token lets its bearer be. `name` is the display name; without it the client chooses. */
export type TokenGrants = { readonly role: TokenRole; readonly name?: string };

export type TokenToSign = {
  readonly room: string;
  readonly grants: TokenGrants;
  readonly lifeSeconds: number;
  readonly nowMs: number;
  readonly secret: string;
};

export type TokenToCheck = {
  readonly token: string;
  readonly room: string;
  readonly nowMs: number;
  readonly secret: string;
};

export type CheckedToken = { readonly grants: TokenGrants; readonly expiresAtMs: number; readonly lifeSeconds: number };

export const DEFAULT_TOKEN_LIFE_SECONDS = 10 * 60;
/** Nobody means a join token to be good for weeks, and timers cannot count that far. */
export const MAX_TOKEN_LIFE_SECONDS = 24 * 60 * 60;

/** @throws RangeError for a room, a name or a life that no check would accept. */
export function signJoinToken({ room, grants, lifeSeconds, nowMs, secret }: TokenToSign): Promise<string> {
  if (!roomIdSchema.safeParse(room).success)
    throw new RangeError('--room is no room id: letters, digits, - and _ only.');
  const checked = toGrants(grants);
  if (!checked) throw new RangeError('That is no role, or no name.');
  if (!isFitLife(lifeSeconds)) throw new RangeError('A token lives between a second and 24 hours.');
  const issuedAt = Math.floor(nowMs / 1_000);
  return new SignJWT({ room, grants: checked })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setIssuer(NAME)
    .setAudience(NAME)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(toKey(secret));
}

/** Undefined for every token that is not good for this room now, whatever the reason. */
export async function checkJoinToken({ token, room, nowMs, secret }: TokenToCheck): Promise<CheckedToken | undefined> {
  try {
    const { payload } = await jwtVerify(token, toKey(secret), {
      // Never what the token's own header says.
      algorithms: [ALGORITHM],
      issuer: NAME,
      audience: NAME,
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: MAX_TOKEN_LIFE_SECONDS,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(nowMs),
    });
    const { exp = 0, iat = 0 } = payload;
    const grants = toGrants(payload['grants']);
    if (payload['room'] !== room || !grants || !isFitLife(exp - iat)) return undefined;
    return { grants, expiresAtMs: exp * 1_000, lifeSeconds: exp - iat };
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return undefined;
    throw cause;
  }
}

/** The grants of a token as far as we know them; undefined when one of those breaks its rule. */
function toGrants(value: unknown): TokenGrants | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const wanted = 'role' in value ? value.role : 'speaker';
  const role = tokenRoles.find((known) => known === wanted);
  const name = 'name' in value && value.name !== undefined ? safeParse(displayName, value.name) : undefined;
  if (role === undefined || name?.success === false) return undefined;
  return { role, ...(name && { name: name.data }) };
}

const isFitLife = (seconds: number) => seconds >= 1 && seconds <= MAX_TOKEN_LIFE_SECONDS;
const toKey = (secret: string) => new TextEncoder().encode(secret);

const ALGORITHM = 'HS256';
/** Issuer and audience. */
const NAME = 'confab';
const TOLERANCE_SECONDS = 5;
