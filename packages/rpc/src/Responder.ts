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

/** One function for each request of the table; leaving one out does not compile. `Asker`: on whose behalf it is carried out. */
export type Handlers<R extends RequestTable, Asker = void> = {
  readonly [M in MethodOf<R>]: (params: ParamsOf<R, M>, asker: Asker) => Promise<ResultOf<R, M>> | ResultOf<R, M>;
};

export type ResponderOptions<R extends RequestTable, Asker = void> = {
  readonly socket: Pick<MessageSocket, 'send' | 'onMessage'>;
  readonly requests: R;
  readonly handlers: Handlers<R, Asker>;
  /** Handed to every handler, so that one table of them serves all links. */
  readonly asker: Asker;
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

/** `method`: undefined when it is none of the table. */
type Asked<R extends RequestTable> = {
  readonly frame: RequestFrame;
  readonly method: MethodOf<R> | undefined;
  readonly at: number;
};
type Settled = { readonly text: string; readonly cause: unknown };

/** The answering end of a link: one answer for each request, notifications whenever there is something to say. */
export class Responder<R extends RequestTable, N extends NotificationTable, Asker = void> {
  readonly #options: ResponderOptions<R, Asker>;

  constructor(options: ResponderOptions<R, Asker>) {
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
    const { answers, clock, onFault, requests } = this.#options;
    const frame = parseFrame(text);
    if (frame?.t !== 'req') {
      onFault('not a request');
      return;
    }
    const asked = { frame, method: isMethodOf(requests, frame.method) ? frame.method : undefined, at: clock.now() };
    const settled = answers ? answers.once(frame.id, async () => this.#settle(asked)) : this.#settle(asked);
    // Most are answered in the turn in which they come: a promise for each would cost more than the answer.
    if (settled instanceof Promise) void settled.then((one) => this.#conclude(asked, one));
    else this.#conclude(asked, settled);
  }

  #conclude({ method, at }: Asked<R>, { text, cause }: Settled): void {
    const { socket, onSettled, clock } = this.#options;
    socket.send(text);
    onSettled(method ?? 'unknown', cause, clock.now() - at);
  }

  /** The one answer, and what failed. */
  #settle(asked: Asked<R>): Settled | Promise<Settled> {
    const { frame } = asked;
    try {
      const result = this.#answer(asked);
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

  #answer({ frame, method }: Asked<R>): unknown {
    const { requests, handlers, admit, asker } = this.#options;
    if (method === undefined) throw new ProtocolError('badRequest', 'unknown method');
    admit(method, frame.params);
    // The method picks both the schema and the handler, so the parsed parameters fit.
    const handler = handlers[method] as (params: unknown, asker: Asker) => unknown;
    return handler(parseAs(rowOf(requests, method).params, frame.params), asker);
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
