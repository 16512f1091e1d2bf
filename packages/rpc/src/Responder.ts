import type {
  DataOf,
  MethodOf,
  NameOf,
  NotificationTable,
  ParamsOf,
  RequestFrame,
  RequestTable,
  ResultOf,
} from '@confab/protocol';
import { isMethodOf, parseAs, parseFrame, ProtocolError, rowOf, toWireError } from '@confab/protocol';
import type { AnswerMemory } from './AnswerMemory.ts';
import type { Clock } from './Clock.ts';
import type { MessageSocket } from './MessageSocket.ts';

/** One function for each request of the table; leaving one out does not compile. */
export type Handlers<R extends RequestTable> = {
  readonly [M in MethodOf<R>]: (params: ParamsOf<R, M>) => Promise<ResultOf<R, M>> | ResultOf<R, M>;
};

export type ResponderOptions<R extends RequestTable> = {
  readonly socket: MessageSocket;
  readonly requests: R;
  readonly handlers: Handlers<R>;
  /** Asked before the parameters are held against their schema; throw a ProtocolError to refuse. */
  readonly admit: (method: MethodOf<R>, unchecked: unknown) => void;
  /** A frame that is no request. The owner decides whether the socket lives on. */
  readonly onFault: (what: string) => void;
  /** Every request once it is settled. `cause` is what it failed with, undefined when it did not. */
  readonly onSettled: (method: string, cause: unknown, ms: number) => void;
  /** What `ms` is measured with: from the request's arrival to its answer. */
  readonly clock: Pick<Clock, 'now'>;
  /** Shared by links that are to carry out a request once, whichever of them it comes by. Without it: each on its own. */
  readonly answers?: AnswerMemory;
};

type Settled = { readonly text: string; readonly cause: unknown };

/** The answering end of a link: one answer for each request, notifications whenever there is something to say. */
export class Responder<R extends RequestTable, N extends NotificationTable> {
  readonly #options: ResponderOptions<R>;

  constructor(options: ResponderOptions<R>) {
    this.#options = options;
    options.socket.onMessage((text) => this.#receive(text));
  }

  notify<K extends NameOf<N>>(name: K, data: DataOf<N, K>): void {
    this.#options.socket.send(encodeNotification<N, K>(name, data));
  }

  /** A notification that was serialised once for many (encodeNotification). */
  sendEncoded(text: string): void {
    this.#options.socket.send(text);
  }

  #receive(text: string): void {
    const { answers, clock, onFault } = this.#options;
    const frame = parseFrame(text);
    if (frame?.t !== 'req') {
      onFault('not a request');
      return;
    }
    const arrivedAt = clock.now();
    const settled = answers ? answers.once(frame.id, async () => this.#settle(frame)) : this.#settle(frame);
    // Most are answered in the turn in which they come: a promise for each would cost more than the answer.
    if (settled instanceof Promise) void settled.then((one) => this.#conclude(frame, one, arrivedAt));
    else this.#conclude(frame, settled, arrivedAt);
  }

  #conclude({ method }: RequestFrame, { text, cause }: Settled, arrivedAt: number): void {
    const { socket, onSettled, requests, clock } = this.#options;
    socket.send(text);
    onSettled(isMethodOf(requests, method) ? method : 'unknown', cause, clock.now() - arrivedAt);
  }

  /** The one answer, and what failed. */
  #settle(frame: RequestFrame): Settled | Promise<Settled> {
    try {
      const result = this.#answer(frame);
      return result instanceof Promise
        ? result.then(
            (value) => toSettled(frame, value),
            (cause: unknown) => toFailed(frame, cause),
          )
        : toSettled(frame, result);
    } catch (cause) {
      return toFailed(frame, cause);
    }
  }

  #answer({ method, params }: RequestFrame): unknown {
    const { requests, handlers, admit } = this.#options;
    if (!isMethodOf(requests, method)) throw new ProtocolError('badRequest', 'unknown method');
    admit(method, params);
    // The method picks both the schema and the handler, so the parsed parameters fit.
    const handler = handlers[method] as (params: unknown) => unknown;
    return handler(parseAs(rowOf(requests, method).params, params));
  }
}

const toSettled = ({ id }: RequestFrame, result: unknown): Settled => ({
  text: JSON.stringify({ t: 'res', id, ok: true, result }),
  cause: undefined,
});
const toFailed = ({ id }: RequestFrame, cause: unknown): Settled => ({
  text: JSON.stringify({ t: 'res', id, ok: false, error: toWireError(cause) }),
  cause,
});

/** A notification as text, so that many receivers share one serialisation. */
export const encodeNotification = <N extends NotificationTable, K extends NameOf<N>>(
  name: K,
  data: DataOf<N, K>,
  seq?: number,
): string => JSON.stringify({ t: 'ntf', seq, name, data });
