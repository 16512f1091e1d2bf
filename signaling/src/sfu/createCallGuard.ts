import { ProtocolError } from '@confab/protocol';
import type { ControlMethod } from '@confab/protocol/control';
import { NoAnswerError } from '@confab/rpc';
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  wrap,
} from 'cockatiel';

/** Asks the sfu, or says at once that it is of no use to ask. */
export type CallGuard = <T>(method: ControlMethod, ask: () => Promise<T>) => Promise<T>;

/** Unanswered in a row: the sfu hangs. Its socket is found dead later, and each call until then would wait its 3 s. */
const UNANSWERED_TO_BREAK = 3;
const TRY_AGAIN_AFTER_MS = 1_000;
const MAX_AT_ONCE = 256;
/** A room of 100 that comes back at once asks some 400 times. */
const MAX_WAITING = 4_096;

/** Of one link. Where nothing is wrong, `ask` runs in this very turn: what is sent first, arrives first. */
export function createCallGuard(): CallGuard {
  const breaker = circuitBreaker(
    // An sfu that says of one of its workers that it was too slow has answered: the other workers are as they were, and
    // the rooms of this one are about to be opened anew.
    handleWhen((cause) => cause instanceof NoAnswerError),
    { halfOpenAfter: TRY_AGAIN_AFTER_MS, breaker: new ConsecutiveBreaker(UNANSWERED_TO_BREAK) },
  );
  const guard = wrap(bulkhead(MAX_AT_ONCE, MAX_WAITING), breaker);
  return async (method, ask) => {
    // RS2: a memo is on its way before anyone is answered, so it never waits. It bounds itself.
    if (method === 'setMemo') return ask();
    try {
      return await guard.execute(ask);
    } catch (cause) {
      if (cause instanceof BrokenCircuitError)
        throw new ProtocolError('unavailable', 'the media server does not answer', { cause });
      if (cause instanceof BulkheadRejectedError)
        throw new ProtocolError('unavailable', 'too much waits for the media server', { cause });
      throw cause;
    }
  };
}
