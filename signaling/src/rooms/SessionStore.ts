import type { PeerId, SeatMemo } from '@confab/protocol';

/** What of a seat's keys outlives the process: hashes alone. */
export type KeysMemo = Pick<SeatMemo, 'secretHash' | 'usedSecretHash'>;

/**
 * The keys to the seats of one room, and who holds each seat now: the newest session that showed a key that fits. Not a
 * promise in it: a key is judged in the turn in which the room gives the seat away, so nothing comes between the two.
 * What is to outlive the process leaves it as a memo. testing/sessionStoreContract.ts says what each implementation keeps.
 */
export type SessionStore<Holder> = {
  /** A new seat, held by this one; its only key. */
  open(peerId: PeerId, holder: Holder): string;
  /** Gives the seat to whoever shows a key that fits; undefined, whatever is wrong. The key stays good until it is replaced. */
  take(peerId: PeerId, key: string, holder: Holder): { readonly older: Holder | undefined } | undefined;
  /** The key that replaces `used`, which fits until the holder was heard with the new one: an answer may be lost. */
  replaceKey(peerId: PeerId, used: string): string;
  /** The holder has the newest key: no other fits any more. True when that was not known yet. */
  confirm(peerId: PeerId): boolean;
  holderOf(peerId: PeerId): Holder | undefined;
  /** The holder is gone, the seat is kept. False when somebody else holds it, or nobody. */
  release(peerId: PeerId, holder: Holder): boolean;
  /** The seat is gone, keys and all. */
  close(peerId: PeerId): void;

  toMemo(peerId: PeerId): KeysMemo | undefined;
  /** A seat of an earlier process: nobody holds it. */
  restore(peerId: PeerId, memo: KeysMemo): void;
};
