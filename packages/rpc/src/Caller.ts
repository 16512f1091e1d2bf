import type {
  MethodOf,
  NameOf,
  NotificationOf,
  NotificationTable,
  ParamsOf,
  RequestTable,
  ResponseFrame,
  ResultOf,
} from '@confab/protocol';
import { isNameOf, parseAs, parseFrame, ProtocolError, rowOf, schemaOf } from '@confab/protocol';
import type { Clock } from './Clock.ts';
import type { MessageSocket } from './MessageSocket.ts';
import { NoAnswerError } from './NoAnswerError.ts';

export type CallerOptions<R extends RequestTable, N extends NotificationTable> = {
  readonly socket: MessageSocket;
  readonly clock: Clock;
  readonly requests: R;
  readonly notifications: N;
  /** How long an answer may take, in milliseconds. */
  readonly deadlineMs: number;
  readonly onNotification: (notification: NotificationOf<N>) => void;
  /** A frame that is none, or whose content breaks the contract. It has been dropped. */
  readonly onFault: (what: string) => void;
  /** Once, whoever closed the socket; every open call has failed by then. */
  readonly onClosed: (code: number, reason: string) => void;
};

type Pending = {
  readonly method: string;
  readonly result: RequestTable[string]['result'];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: ProtocolError) => void;
  readonly cancelDeadline: () => void;
};

/** The asking end of a link: each call gets exactly one outcome, an answer, a deadline or the end of the socket. */
export class Caller<R extends RequestTable, N extends NotificationTable> {
  readonly #options: CallerOptions<R, N>;
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;
  #isClosed = false;

  constructor(options: CallerOptions<R, N>) {
    this.#options = options;
    options.socket.onMessage((text) => this.#receive(text));
    options.socket.onClose((code, reason) => this.#end(code, reason));
  }

  /** How many calls wait for their answer. */
  get openCalls(): number {
    return this.#pending.size;
  }

  /**
   * @throws ProtocolError the remote end's own; NoAnswerError; `unavailable` when the socket is gone; `internal`
   * when the answer breaks the contract.
   * @param id unlike any other of this link; one that was asked with on an earlier link, to ask the same again
   */
  call<M extends MethodOf<R>>(method: M, params: ParamsOf<R, M>, id = this.#nextId()): Promise<ResultOf<R, M>> {
    const { socket, clock, requests, deadlineMs } = this.#options;
    if (this.#isClosed) return Promise.reject(connectionLost(method));
    const text = JSON.stringify({ t: 'req', id, method, params });
    return new Promise((resolve, reject) => {
      const cancelDeadline = clock.after(deadlineMs, () => {
        this.#pending.delete(id);
        reject(new NoAnswerError(method, deadlineMs));
      });
      const { result } = rowOf(requests, method);
      // The schema of this method's result judges what is resolved with.
      this.#pending.set(id, { method, result, resolve: resolve as Pending['resolve'], reject, cancelDeadline });
      socket.send(text);
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(code: number, reason: string): void {
    this.#options.socket.close(code, reason);
    this.#end(code, reason);
  }

  #nextId(): string {
    return String(++this.#lastId);
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    const frame = parseFrame(text);
    if (frame?.t === 'res') this.#settle(frame);
    else if (frame?.t === 'ntf') this.#notice(frame.name, frame.data, frame.seq);
    else this.#options.onFault('not a response or notification');
  }

  #settle(response: ResponseFrame): void {
    const pending = this.#pending.get(response.id);
    // Late, doubled, or to a question nobody asked: the outcome is settled already.
    if (!pending) return;
    this.#pending.delete(response.id);
    pending.cancelDeadline();
    if (response.ok) this.#accept(pending, response.result);
    else pending.reject(new ProtocolError(response.error.code, response.error.message));
  }

  #accept({ method, result, resolve, reject }: Pending, value: unknown): void {
    try {
      resolve(parseAs(result, value));
    } catch (cause) {
      // The fault of the other end: whoever asked, perhaps for somebody else, has sent nothing bad.
      this.#options.onFault(`bad answer to ${method}`);
      reject(new ProtocolError('internal', `bad answer to ${method}`, { cause }));
    }
  }

  #notice(name: string, data: unknown, seq: number | undefined): void {
    const { notifications, onNotification, onFault } = this.#options;
    // A newer server may say more than we know.
    if (!isNameOf(notifications, name)) return;
    let notification: NotificationOf<N>;
    try {
      // The name picks the schema, so name and data belong together.
      notification = { name, seq, data: parseAs(schemaOf(notifications, name), data) } as NotificationOf<N> & {
        name: NameOf<N>;
      };
    } catch {
      onFault(`bad ${name}`);
      return;
    }
    onNotification(notification);
  }

  #end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { method, reject, cancelDeadline } of this.#pending.values()) {
      cancelDeadline();
      reject(connectionLost(method));
    }
    this.#pending.clear();
    this.#options.onClosed(code, reason);
  }
}

const connectionLost = (method: string) => new ProtocolError('unavailable', `the connection was lost during ${method}`);
