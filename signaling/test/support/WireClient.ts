import type { Method, NotificationFrame, Params, ResponseFrame, Result } from '@confab/protocol';
import { parseAs, parseFrame, PROTOCOL_VERSION, requests } from '@confab/protocol';
import type { RoomId } from '@confab/protocol';
import { expect } from 'vitest';
import type { WebSocket } from 'ws';
import type { Outcome } from './startTestServer.ts';
import { openSocket } from './startTestServer.ts';

/** A client that says what it is told to, well formed or not, over a real socket, and keeps all that it hears. */
export class WireClient {
  readonly socket: WebSocket;
  /** Every frame as it came. */
  readonly received: readonly string[];
  readonly closed: Promise<Outcome>;
  closedWith: number | undefined;
  readonly responses: ResponseFrame[] = [];
  readonly notifications: NotificationFrame[] = [];
  readonly #waiting = new Map<string, (frame: ResponseFrame) => void>();
  #lastId = 0;

  static async open(port: number, headers: Readonly<Record<string, string>> = {}): Promise<WireClient> {
    const opened = openSocket(port, headers);
    const client = new WireClient(opened);
    await opened.opened;
    return client;
  }

  private constructor({ socket, received, closed }: ReturnType<typeof openSocket>) {
    this.socket = socket;
    this.received = received;
    this.closed = closed;
    void closed.then(({ code }) => void (this.closedWith = code));
    socket.on('message', (data: Buffer) => this.#onText(data.toString()));
  }

  send(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** The one answer to a request, whatever it is. */
  ask(method: string, params: unknown = {}): Promise<ResponseFrame> {
    const id = `ask-${++this.#lastId}`;
    const answer = new Promise<ResponseFrame>((resolve) => this.#waiting.set(id, resolve));
    this.send(JSON.stringify({ t: 'req', id, method, params }));
    return answer;
  }

  /** The code that a request is refused with, or `ok`. */
  async outcome(method: string, params: unknown = {}): Promise<string> {
    const answer = await this.ask(method, params);
    return answer.ok ? 'ok' : answer.error.code;
  }

  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = await this.ask(method, params);
    if (!answer.ok) throw new Error(`${method}: ${answer.error.code} ${answer.error.message}`);
    // The schema of this method's result judges what is returned.
    return parseAs(requests[method].result, answer.result) as Result<M>;
  }

  join(displayName: string, roomId: string): Promise<Result<'join'>> {
    return this.call('join', { protocolVersion: PROTOCOL_VERSION, roomId: roomId as RoomId, displayName });
  }

  /** Names of what it was told, with the numbers of the room's events. */
  get toldNames(): string[] {
    return this.notifications.map(({ name, seq }) => (seq === undefined ? name : `${seq} ${name}`));
  }

  /** When this is answered, all that was said to this client before has arrived. */
  async settle(): Promise<void> {
    expect(await this.outcome('ping')).toBe('ok');
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #onText(text: string): void {
    const frame = parseFrame(text);
    if (frame?.t === 'ntf') this.notifications.push(frame);
    if (frame?.t !== 'res') return;
    this.responses.push(frame);
    this.#waiting.get(frame.id)?.(frame);
    this.#waiting.delete(frame.id);
  }
}
