import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PeerId } from '@confab/protocol';
import type { KeysMemo, SessionStore } from './SessionStore.ts';

type Keys = {
  readonly newest: Buffer;
  /** The one that was used for it, until the client has been heard with the newest. */
  readonly used?: Buffer | undefined;
};

/** In this process alone. A key is 256 random bits and kept as SHA-256. */
export class MemorySessionStore<Holder> implements SessionStore<Holder> {
  readonly #keys = new Map<PeerId, Keys>();
  readonly #holders = new Map<PeerId, Holder>();

  open(peerId: PeerId, holder: Holder): string {
    this.#holders.set(peerId, holder);
    return this.#issue(peerId);
  }

  take(peerId: PeerId, key: string, holder: Holder): { readonly older: Holder | undefined } | undefined {
    if (!this.#fits(peerId, key)) return undefined;
    const older = this.#holders.get(peerId);
    this.#holders.set(peerId, holder);
    return { older };
  }

  replaceKey(peerId: PeerId, used: string): string {
    return this.#issue(peerId, hash(used));
  }

  confirm(peerId: PeerId): boolean {
    const keys = this.#keys.get(peerId);
    if (!keys?.used) return false;
    this.#keys.set(peerId, { newest: keys.newest });
    return true;
  }

  holderOf(peerId: PeerId): Holder | undefined {
    return this.#holders.get(peerId);
  }

  release(peerId: PeerId, holder: Holder): boolean {
    return this.#holders.get(peerId) === holder && this.#holders.delete(peerId);
  }

  close(peerId: PeerId): void {
    this.#keys.delete(peerId);
    this.#holders.delete(peerId);
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
    this.#keys.set(peerId, { newest: Buffer.from(secretHash, 'base64url'), used });
  }

  #issue(peerId: PeerId, used?: Buffer): string {
    const key = randomBytes(KEY_BYTES).toString('base64url');
    this.#keys.set(peerId, { newest: hash(key), used });
    return key;
  }

  #fits(peerId: PeerId, key: string): boolean {
    const { newest, used } = this.#keys.get(peerId) ?? {};
    const hashed = hash(key);
    // An unknown seat takes as long as a known one.
    const fitsNewest = timingSafeEqual(newest ?? NO_HASH, hashed);
    const fitsUsed = timingSafeEqual(used ?? NO_HASH, hashed);
    return fitsNewest || fitsUsed;
  }
}

const KEY_BYTES = 32;
const NO_HASH = Buffer.alloc(32);
const hash = (key: string) => createHash('sha256').update(key).digest();
