import { parseTokenSecret } from '@confab/signaling/config';
import { signJoinToken } from '@confab/signaling/tokens';
import type { TokenWish } from './parseTokenWish.ts';

type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly nowMs: number;
};

type Made = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly faults: readonly string[] };

/** A join token signed with the JWT_SECRET of the environment, or everything that is in its way. */
export async function makeToken(wish: TokenWish, { env, readFile, nowMs }: Surroundings): Promise<Made> {
  const { secret, faults } = parseTokenSecret(env, readFile);
  if (faults.length > 0) return { ok: false, faults };
  if (secret === undefined) {
    const cure = 'give this command the same secret as the server, in the environment or in .env.';
    return { ok: false, faults: [`JWT_SECRET is not set: ${cure}`] };
  }
  try {
    return { ok: true, token: await signJoinToken({ ...wish, nowMs, secret }) };
  } catch (cause) {
    if (cause instanceof RangeError) return { ok: false, faults: [cause.message] };
    throw cause;
  }
}
