import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { errors } from 'mediasoup';

/** Shorter than signaling's own deadline for us (CONTROL_DEADLINE_MS), so that it hears why. */
export const WORKER_DEADLINE_MS = 2_000;

/**
 * Waits for a mediasoup call, which by itself may wait for ever, and says its failure in our words: mediasoup's own text
 * never leaves this process. A result that comes after the deadline goes to `discard`.
 *
 * @throws ProtocolError
 */
export function askWorker<T>(clock: Clock, call: Promise<T>, discard: (late: T) => void = forget): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.after(WORKER_DEADLINE_MS, () => {
      isLate = true;
      reject(new ProtocolError('deadlineExceeded', 'the media worker did not answer in time'));
    });
    call.then(
      (result) => {
        cancel();
        if (isLate) discard(result);
        else resolve(result);
      },
      (cause: unknown) => {
        cancel();
        reject(toProtocolError(cause));
      },
    );
  });
}

const forget = () => undefined;

/** mediasoup's and the worker's failures as ours; what is none of the known ones stays as it is and ends as `internal`. */
export function toProtocolError(cause: unknown): unknown {
  if (cause instanceof errors.UnsupportedError)
    return new ProtocolError('unsupportedMedia', 'the room does not speak this codec', { cause });
  if (cause instanceof errors.WorkerClosedError)
    return new ProtocolError('unavailable', 'the media worker is gone', { cause });
  if (cause instanceof errors.NotFoundError) return new ProtocolError('notFound', 'it is gone', { cause });
  if (cause instanceof TypeError) return new ProtocolError('badRequest', 'the media parameters do not fit', { cause });
  return cause;
}
