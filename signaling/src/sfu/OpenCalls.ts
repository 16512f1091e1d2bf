import { CONTROL_DEADLINE_MS, ProtocolError } from '@confab/protocol';
import type {
  ControlFacts,
  ControlMethod,
  ControlParams,
  ControlRequests,
  ControlResult,
} from '@confab/protocol/control';
import type { Caller, Clock } from '@confab/rpc';
import { NoAnswerError } from '@confab/rpc';

type SfuCaller = Caller<ControlRequests, ControlFacts>;
type OpenCall = { readonly ask: (caller: SfuCaller) => void; readonly fail: (cause: ProtocolError) => void };

/**
 * What the sfu was asked and has not answered. When the link is cut, it may have been carried out or not: it is asked again
 * under the same id on the next link to the same sfu, which carries it out once (CT2).
 */
export class OpenCalls {
  readonly #clock: Clock;
  /** Unlike that of any other process. */
  readonly #callerId: string;
  readonly #open = new Map<string, OpenCall>();
  #lastId = 0;

  constructor(clock: Clock, callerId: string) {
    this.#clock = clock;
    this.#callerId = callerId;
  }

  start<M extends ControlMethod>(caller: SfuCaller, method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    const id = `${this.#callerId}.${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        if (!this.#open.delete(id)) return;
        cancelDeadline();
        end();
      };
      const fail = (cause: unknown) => settle(() => reject(cause));
      const ask = (on: SfuCaller) => {
        on.call(method, params, id).then(
          (result) => settle(() => resolve(result)),
          // What failed because the link did, waits for the next one.
          (cause: unknown) => on.isClosed || fail(cause),
        );
      };
      const cancelDeadline = this.#clock.after(CONTROL_DEADLINE_MS, () =>
        fail(new NoAnswerError(method, CONTROL_DEADLINE_MS)),
      );
      this.#open.set(id, { ask, fail });
      ask(caller);
    });
  }

  /** In the order in which it was asked the first time. */
  askAgain(caller: SfuCaller): void {
    for (const { ask } of this.#open.values()) ask(caller);
  }

  /** There is nobody any more who could answer. */
  fail(): void {
    for (const { fail } of this.#open.values()) fail(new ProtocolError('unavailable', 'the media server is gone'));
  }
}
