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
  readonly onSettled: (method: string, cause: unknown) => void;
};

/** The answering end of a link: one answer for each request, notifications whenever there is something to say. */
export class Responder<R extends RequestTable, N extends NotificationTable> {
  readonly #options: ResponderOptions<R>;

  constructor(options: ResponderOptions<R>) {
    this.#options = options;
    options.socket.onMessage((text) => void this.#receive(text));
  }

  notify<K extends NameOf<N>>(name: K, data: DataOf<N, K>): void {
    this.#options.socket.send(encodeNotification<N, K>(name, data));
  }

  /** A notification that was serialised once for many (encodeNotification). */
  sendEncoded(text: string): void {
    this.#options.socket.send(text);
  }

  async #receive(text: string): Promise<void> {
    const { socket, onFault, onSettled } = this.#options;
    const frame = parseFrame(text);
    if (frame?.t !== 'req') {
      onFault('not a request');
      return;
    }
    const { text: answer, cause } = await this.#settle(frame);
    socket.send(answer);
    onSettled(isMethodOf(this.#options.requests, frame.method) ? frame.method : 'unknown', cause);
  }

  /** The one answer, and what failed. */
  async #settle({ id, method, params }: RequestFrame): Promise<{ readonly text: string; readonly cause: unknown }> {
    try {
      const result = await this.#answer(method, params);
      return { text: JSON.stringify({ t: 'res', id, ok: true, result }), cause: undefined };
    } catch (cause) {
      return { text: JSON.stringify({ t: 'res', id, ok: false, error: toWireError(cause) }), cause };
    }
  }

  #answer(method: string, params: unknown): unknown {
    const { requests, handlers, admit } = this.#options;
    if (!isMethodOf(requests, method)) throw new ProtocolError('badRequest', 'unknown method');
    admit(method, params);
    // The method picks both the schema and the handler, so the parsed parameters fit.
    const handler = handlers[method] as (params: unknown) => unknown;
    return handler(parseAs(rowOf(requests, method).params, params));
  }
}

/** A notification as text, so that many receivers share one serialisation. */
export const encodeNotification = <N extends NotificationTable, K extends NameOf<N>>(
  name: K,
  data: DataOf<N, K>,
  seq?: number,
): string => JSON.stringify({ t: 'ntf', seq, name, data });
