import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PeerId, SeatMemo } from '@confab/protocol';

type Keys = {
  readonly newest: Buffer;
  /** The one that was used for it, until the client has been heard with the newest. */
  readonly used?: Buffer | undefined;
  /** Whether the used one fits, too: whoever issued the newest one was gone before anyone could know that it arrived. */
  readonly isUsedValid?: boolean;
};
type KeysMemo = Pick<SeatMemo, 'secretHash' | 'usedSecretHash'>;

/** The keys to the seats of one room: 256 random bits each, kept as SHA-256, one valid key to a seat. */
export class ResumeSecrets {
  readonly #keys = new Map<PeerId, Keys>();

  /** Makes the only valid secret of the seat. `used` is the one that it replaces. */
  issue(peerId: PeerId, used?: string): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    this.#keys.set(peerId, { newest: hash(secret), used: used === undefined ? undefined : hash(used) });
    return secret;
  }

  fits(peerId: PeerId, secret: string): boolean {
    const { newest = NO_HASH, used, isUsedValid } = this.#keys.get(peerId) ?? {};
    const hashed = hash(secret);
    // An unknown seat takes as long as a known one.
    const [fitsNewest, fitsUsed] = [timingSafeEqual(newest, hashed), timingSafeEqual(used ?? NO_HASH, hashed)];
    return fitsNewest || (isUsedValid === true && fitsUsed);
  }

  /** The client has the newest one. True when that was not known yet. */
  confirm(peerId: PeerId): boolean {
    const keys = this.#keys.get(peerId);
    if (!keys?.used) return false;
    this.#keys.set(peerId, { newest: keys.newest });
    return true;
  }

  revoke(peerId: PeerId): void {
    this.#keys.delete(peerId);
  }

  toMemo(peerId: PeerId): KeysMemo | undefined {
    const keys = this.#keys.get(peerId);
    if (!keys) return undefined;
    return {
      secretHash: keys.newest.toString('base64url'),
      ...(keys.used && { usedSecretHash: keys.used.toString('base64url') }),
    };
  }

  restore(peerId: PeerId, { secretHash, usedSecretHash }: KeysMemo): void {
    const used = usedSecretHash === undefined ? undefined : Buffer.from(usedSecretHash, 'base64url');
    this.#keys.set(peerId, { newest: Buffer.from(secretHash, 'base64url'), used, isUsedValid: true });
  }
}

const SECRET_BYTES = 32;
const NO_HASH = Buffer.alloc(32);
const hash = (secret: string) => createHash('sha256').update(secret).digest();
