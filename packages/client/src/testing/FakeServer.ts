import type { ErrorCode, Method, NotificationData, NotificationName, Params, Result } from '@confab/protocol';
import { parseFrame, ProtocolError, requests, parseAs, toWireError } from '@confab/protocol';
import type { MessageSocket } from '@confab/rpc';
import { createSocketPair } from '@confab/rpc/testing';

type Link = ReturnType<typeof createSocketPair> & { isOpen: boolean };

/** A request that waits for its answer. */
export type Asked = {
  readonly method: Method;
  readonly params: Readonly<Record<string, unknown>>;
  answer(result: unknown): Promise<void>;
  refuse(code: ErrorCode): Promise<void>;
};

/** The signaling end of any number of sockets, answered by hand. */
export class FakeServer {
  /** Every socket that a client has opened, oldest first. */
  readonly links: Link[] = [];
  /** Every request that has arrived but for pings, oldest first. */
  readonly log: Asked[] = [];
  readonly #waiting: Asked[] = [];
  answersPings = true;

  readonly openSocket = (): MessageSocket => {
    const link: Link = { ...createSocketPair(), isOpen: true };
    this.links.push(link);
    link.server.onMessage((text) => this.#receive(link, text));
    link.server.onClose(() => void (link.isOpen = false));
    return link.client;
  };

  get link(): Link {
    const link = this.links.at(-1);
    if (!link) throw new Error('no socket was opened');
    return link;
  }

  get methods(): readonly Method[] {
    return this.log.map(({ method }) => method);
  }

  /** Takes in what was sent; everything that follows from it has happened then. */
  async flush(): Promise<void> {
    await settle();
    for (const link of this.links) {
      link.flushClient();
      link.flushServer();
    }
    await settle();
  }

  /** The oldest unanswered request of this method, which has to be there. */
  async next<M extends Method>(method: M): Promise<Asked & { readonly params: Params<M> }> {
    await this.flush();
    const index = this.#waiting.findIndex((asked) => asked.method === method);
    const [asked] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (!asked) throw new Error(`nobody asked to ${method}, but: ${this.#waiting.map((one) => one.method).join(', ')}`);
    return { ...asked, params: parseAs(requests[method].params, asked.params) as Params<M> };
  }

  async answer<M extends Method>(method: M, result: Result<M>): Promise<void> {
    const asked = await this.next(method);
    await asked.answer(result);
  }

  /** Which methods wait for an answer. */
  async open(): Promise<readonly Method[]> {
    await this.flush();
    return this.#waiting.map(({ method }) => method);
  }

  async notify<N extends NotificationName>(name: N, data: NotificationData<N>, seq?: number): Promise<void> {
    this.link.server.send(JSON.stringify({ t: 'ntf', seq, name, data }));
    await this.flush();
  }

  /** Ends the newest socket as a lost connection does, with everything in it. */
  async cut(code = 1006): Promise<void> {
    this.#waiting.length = 0;
    this.link.server.close(code, '');
    await settle();
  }

  #receive(link: Link, text: string): void {
    const frame = parseFrame(text);
    if (frame?.t !== 'req') throw new Error('not a request');
    const send = (answer: object) => link.server.send(JSON.stringify({ t: 'res', id: frame.id, ...answer }));
    if (frame.method === 'ping') {
      if (this.answersPings) send({ ok: true, result: {} });
      return;
    }
    const asked: Asked = {
      method: frame.method as Method,
      params: frame.params as Asked['params'],
      answer: (result) => (send({ ok: true, result }), this.flush()),
      refuse: (code) => (send({ ok: false, error: toWireError(new ProtocolError(code, code)) }), this.flush()),
    };
    this.log.push(asked);
    this.#waiting.push(asked);
  }
}

/** Lets every promise that can go on do so. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
