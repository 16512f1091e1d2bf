import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { TokenGrants } from './joinTokens.ts';
import { checkJoinToken, signJoinToken } from './joinTokens.ts';

export type TokenGateOptions = {
  readonly secret: string | undefined;
  readonly isRequired: boolean;
  readonly clock: Clock;
  /** The wall clock: tokens come from other machines. */
  readonly nowMs: () => number;
};

/** What the token behind a seat allows, and until when. */
export type Pass = {
  readonly grants: TokenGrants;
  /** On the process's clock. */
  readonly endsAt: number;
  /** How long such a token lives; a renewed one lives as long again. */
  readonly lifeSeconds: number;
};

/** Decides who may enter with which token, and renews the tokens of those who are in. */
export class TokenGate {
  readonly #options: TokenGateOptions;

  constructor(options: TokenGateOptions) {
    this.#options = options;
  }

  /** @throws ProtocolError `unauthorized` where nobody enters without a token. */
  admitWithout(): undefined {
    if (this.#options.isRequired) throw new ProtocolError('unauthorized', 'a token is needed');
  }

  /** @throws ProtocolError `unauthorized`. */
  async admit(room: string, token: string): Promise<Pass> {
    const { secret, nowMs } = this.#options;
    const checked = secret === undefined ? undefined : await checkJoinToken({ token, room, secret, nowMs: nowMs() });
    // Why it is not is for whoever made it, not for whoever tries it.
    if (!checked) throw new ProtocolError('unauthorized', 'the token is not valid');
    const { grants, lifeSeconds, expiresAtMs } = checked;
    return { grants, lifeSeconds, endsAt: this.#toClock(expiresAtMs) };
  }

  async renew(room: string, { grants, lifeSeconds }: Pass): Promise<{ readonly token: string; readonly pass: Pass }> {
    const { secret } = this.#options;
    if (secret === undefined) throw new Error('there is a pass, and nothing that it can have been checked with');
    const nowMs = this.#options.nowMs();
    const token = await signJoinToken({ room, grants, lifeSeconds, nowMs, secret });
    return { token, pass: { grants, lifeSeconds, endsAt: this.#toClock(nowMs + lifeSeconds * 1_000) } };
  }

  timeLeftMs({ endsAt }: Pass): number {
    return Math.max(0, Math.round(endsAt - this.#options.clock.now()));
  }

  #toClock(atMs: number): number {
    return this.#options.clock.now() + atMs - this.#options.nowMs();
  }
}
