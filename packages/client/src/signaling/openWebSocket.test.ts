import { earlyFrames } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createSocketOpener } from './openWebSocket.ts';

const URL = 'wss://calls.example/ws';
type FakeEvent = { readonly data: unknown; readonly code: number; readonly reason: string };

/** What a browser gives. */
class FakeWebSocket {
  readyState = 0;
  protocol = '';
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly protocols: readonly string[];
  readonly #listeners = new Map<string, (event: FakeEvent) => void>();
  constructor(protocols: readonly string[]) {
    this.protocols = protocols;
  }
  addEventListener(type: string, listener: (event: FakeEvent) => void): void {
    this.#listeners.set(type, listener);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  open(protocol: string): void {
    this.readyState = 1;
    this.protocol = protocol;
    this.tell('open');
  }
  fail(): void {
    this.readyState = 3;
    this.tell('close');
  }
  tell(type: string, data: unknown = ''): void {
    this.#listeners.get(type)?.({ data, code: 1006, reason: '' });
  }
  get frames(): string[] {
    const { prefix } = earlyFrames;
    const names = this.protocols.filter((name) => name.startsWith(prefix));
    return names.map((name) => Buffer.from(name.slice(prefix.length), 'base64url').toString());
  }
}

function openSockets() {
  const made: FakeWebSocket[] = [];
  const open = createSocketOpener((_url, protocols) => {
    const socket = new FakeWebSocket(protocols);
    made.push(socket);
    return socket;
  });
  /** One that says this at once, and the browser's behind it. */
  const start = async (...texts: string[]) => {
    const socket = open(URL);
    for (const text of texts) socket.send(text);
    await Promise.resolve();
    const inner = made.at(-1);
    if (!inner) throw new Error('none was opened');
    return { socket, inner };
  };
  return { made, open, start };
}

describe('a socket of a browser', () => {
  it('[EN8] takes along what is sent in the turn in which it is made', async () => {
    const { socket, inner } = await openSockets().start('{"name":"Zoë 👋"}', 'second');
    expect(inner.protocols.slice(0, 2)).toEqual(['confab', 'confab.early']);
    expect(inner.frames).toEqual(['{"name":"Zoë 👋"}', 'second']);
    socket.send('later');
    inner.open(earlyFrames.protocol);
    socket.send('latest');
    expect(inner.sent).toEqual(['later', 'latest']);
  });

  it('[EN8] sends it as ever where the server has not taken it', async () => {
    const { inner } = await openSockets().start('first', 'second');
    inner.open(earlyFrames.plainProtocol);
    expect(inner.sent).toEqual(['first', 'second']);
  });

  it('[EN8] takes along no more than may be, from the first one on', async () => {
    const long = 'x'.repeat(earlyFrames.maxChars);
    const { inner } = await openSockets().start('first', long, 'third');
    expect(inner.frames).toEqual(['first']);
    inner.open(earlyFrames.protocol);
    expect(inner.sent).toEqual([long, 'third']);
    expect((await openSockets().start('1', '2', '3', '4', '5')).inner.frames).toEqual(['1', '2', '3', '4']);
    expect((await openSockets().start('same', 'same')).inner.frames).toEqual(['same']);
    expect((await openSockets().start(long)).inner.protocols).toEqual([]);
    expect((await openSockets().start()).inner.protocols).toEqual([]);
  });

  it('[EN8] takes along no secret, and nothing that comes after one', async () => {
    for (const secret of ['{"d":{"roomId":"r","token":"t"}}', '{"d":{"resumeSecret":"s"}}'])
      expect((await openSockets().start('first', secret, 'third')).inner.frames).toEqual(['first']);
  });

  it('[EN8] tries without it when a first one fails, and only then', async () => {
    const sockets = openSockets();
    (await sockets.start('first')).inner.fail();
    expect((await sockets.start('first')).inner.protocols).toEqual([]);

    const proven = openSockets();
    (await proven.start('first')).inner.open(earlyFrames.protocol);
    (await proven.start('first')).inner.fail();
    expect((await proven.start('first')).inner.frames).toEqual(['first']);
  });

  it('says once that it is over, whoever ends it, and hears nothing then', async () => {
    const { socket, inner } = await openSockets().start('first');
    const told: unknown[] = [];
    socket.onClose((code) => told.push(code));
    socket.onMessage((text) => told.push(text));
    inner.open('');
    inner.tell('message', 'hello');
    inner.tell('message', new ArrayBuffer(1));
    socket.close(1000, 'leave');
    inner.tell('message', 'late');
    inner.fail();
    expect(told).toEqual(['hello', 1000]);
  });

  it('is not opened at all when it is closed at once, nor at an address that is none', async () => {
    const { made, open } = openSockets();
    const socket = open(URL);
    const told: number[] = [];
    socket.onClose((code) => told.push(code));
    socket.close(1000, 'leave');
    await Promise.resolve();
    expect([made, told]).toEqual([[], [1000]]);
    expect(() => open('not an address')).toThrow();
  });
});
