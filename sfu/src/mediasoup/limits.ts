import { MAX_CONSUMERS_PER_REQUEST, MAX_PEERS_PER_ROOM, ProtocolError } from '@confab/protocol';

/**
 * What this node takes before it refuses (LI7). A peer has two transports, and one producer for each source, by the way it
 * is made; the rest is counted. A transport may take a handle of its worker, when it comes by TCP.
 */
export const limits = {
  roomsOfNode: 5_000,
  peersOfRoom: MAX_PEERS_PER_ROOM,
  peersOfWorker: 1_000,
  consumersOfPeer: MAX_CONSUMERS_PER_REQUEST,
  /** Above this share of a core packets begin to wait: who is there keeps what they have, nobody new comes. */
  cpuOfWorker: 0.9,
  /** Of those that the system gives it. */
  handlesOfWorker: 0.9,
  /** Twice what a sender is told that may come (LI8): no browser sends so much. */
  kbpsOfSender: 16_000,
} as const;

export type Limits = { readonly [name in keyof typeof limits]: number };

/** @throws ProtocolError `limitExceeded`, which says the limit and what is there. */
export function assertBelow(name: keyof Limits, current: number, { [name]: limit }: Limits = limits): void {
  if (current < limit) return;
  throw new ProtocolError(
    'limitExceeded',
    `${name}: the limit is ${limit}, there are ${Math.round(current * 100) / 100}`,
  );
}
