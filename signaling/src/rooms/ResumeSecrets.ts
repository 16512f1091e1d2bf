import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PeerId } from '@confab/protocol';

/** The keys to the seats of one room: 256 random bits each, kept as SHA-256, one valid key to a seat. */
export class ResumeSecrets {
  readonly #hashes = new Map<PeerId, Buffer>();

  /** Makes the only valid secret of the seat. */
  issue(peerId: PeerId): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    this.#hashes.set(peerId, hash(secret));
    return secret;
  }

  fits(peerId: PeerId, secret: string): boolean {
    // An unknown seat takes as long as a known one.
    return timingSafeEqual(this.#hashes.get(peerId) ?? NO_HASH, hash(secret));
  }

  revoke(peerId: PeerId): void {
    this.#hashes.delete(peerId);
  }
}

const SECRET_BYTES = 32;
const NO_HASH = Buffer.alloc(32);
const hash = (secret: string) => createHash('sha256').update(secret).digest();
