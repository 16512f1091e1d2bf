import type { Params } from '@confab/protocol';
import { ProtocolError, toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Ask } from '../../signaling/SignalingClient.ts';

export type ConnectOptions = {
  readonly ask: Ask;
  readonly clock: Clock;
  /** The transport may be closed while the sfu is asked. */
  readonly isWanted: () => boolean;
};

/**
 * Tells the sfu whom to expect on a transport. A server that is busy, or gone for a moment, is told again: without this no
 * packet ever gets through, and a new transport would have to be told in the same way.
 *
 * @throws ProtocolError when asking again does not help
 */
export async function connectUntilTold(
  { ask, clock, isWanted }: ConnectOptions,
  params: Params<'connectTransport'>,
): Promise<void> {
  for (let isFirst = true; isWanted(); isFirst = false) {
    try {
      await ask('connectTransport', params);
      return;
    } catch (cause) {
      // Only the answer was lost.
      if (!isFirst && cause instanceof ProtocolError && cause.code === 'invalidState') return;
      if (!toWireError(cause).retryable) throw cause;
    }
    await new Promise<void>((resolve) => void clock.after(RETRY_MS, resolve));
  }
}

const RETRY_MS = 500;
