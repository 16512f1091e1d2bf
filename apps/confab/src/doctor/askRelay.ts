import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

export type Relay = { readonly host: string; readonly port: number; readonly transport: 'udp' | 'tcp' | 'tls' };
export type RelayCredentials = { readonly username: string; readonly credential: string };

/** `refused`: it answered, and gave no relay. */
export type RelayAnswer =
  | { readonly outcome: 'allocated'; readonly tookMs: number }
  | { readonly outcome: 'refused'; readonly code: number; readonly reason: string }
  | { readonly outcome: 'silent'; readonly cause: string };

type Line = { send(message: Buffer): void; close(): void; next(): Promise<Buffer> };

const MAGIC_COOKIE = 0x21_12_a4_42;
const ALLOCATE = 0x00_03;
const REFRESH = 0x00_04;
const SUCCESS = 0x01_00;
const attributes = { username: 6, integrity: 8, error: 9, lifetime: 13, realm: 20, nonce: 21, transport: 25 } as const;
const UDP = 17;
const DEADLINE_MS = 4_000;
const UNAUTHORIZED = 401;

/** Opens a relay (RFC 8656, section 7) as a browser would, and gives it back. */
export async function askRelay(relay: Relay, { username, credential }: RelayCredentials): Promise<RelayAnswer> {
  const startedAt = performance.now();
  let line: Line | undefined;
  try {
    line = await open(relay);
    const requested = [attribute(attributes.transport, Buffer.from([UDP, 0, 0, 0]))];
    const first = await ask(line, encode(ALLOCATE, requested));
    const [realm, nonce] = [first.get(attributes.realm), first.get(attributes.nonce)];
    if (errorOf(first).code !== UNAUTHORIZED || !realm || !nonce) return { outcome: 'refused', ...errorOf(first) };
    const proven = [
      attribute(attributes.username, Buffer.from(username)),
      attribute(attributes.realm, realm),
      attribute(attributes.nonce, nonce),
    ];
    const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest();
    const second = await ask(line, encode(ALLOCATE, [...requested, ...proven], key));
    if (second.isError) return { outcome: 'refused', ...errorOf(second) };
    line.send(encode(REFRESH, [attribute(attributes.lifetime, Buffer.alloc(4)), ...proven], key));
    return { outcome: 'allocated', tookMs: Math.round(performance.now() - startedAt) };
  } catch (cause) {
    return { outcome: 'silent', cause: cause instanceof Error ? cause.message : String(cause) };
  } finally {
    line?.close();
  }
}

class Answer {
  readonly isError: boolean;
  readonly #attributes = new Map<number, Buffer>();

  constructor(message: Buffer) {
    this.isError = (message.readUInt16BE(0) & SUCCESS) === 0 || (message.readUInt16BE(0) & 0x0010) !== 0;
    for (let at = 20; at + 4 <= message.length;) {
      const length = message.readUInt16BE(at + 2);
      this.#attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
      at += 4 + Math.ceil(length / 4) * 4;
    }
  }

  get(type: number): Buffer | undefined {
    return this.#attributes.get(type);
  }
}

function errorOf(answer: Answer): { code: number; reason: string } {
  const error = answer.get(attributes.error);
  if (!error || error.length < 4) return { code: 0, reason: 'it answered in another language than TURN' };
  return { code: (error[2] ?? 0) * 100 + (error[3] ?? 0), reason: error.subarray(4).toString() };
}

async function ask(line: Line, request: Buffer): Promise<Answer> {
  line.send(request);
  for (;;) {
    const message = await line.next();
    // Of this transaction, which is asked once: on one machine or to a relay nearby nothing is lost as a rule.
    if (message.length >= 20 && message.subarray(8, 20).equals(request.subarray(8, 20))) return new Answer(message);
  }
}

function encode(type: number, list: readonly Buffer[], key?: Buffer): Buffer {
  const body = Buffer.concat(list);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(body.length + (key ? 24 : 0), 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const message = Buffer.concat([header, body]);
  if (!key) return message;
  return Buffer.concat([message, attribute(attributes.integrity, createHmac('sha1', key).update(message).digest())]);
}

function attribute(type: number, value: Buffer): Buffer {
  const encoded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  encoded.writeUInt16BE(type, 0);
  encoded.writeUInt16BE(value.length, 2);
  value.copy(encoded, 4);
  return encoded;
}

function open({ host, port, transport }: Relay): Promise<Line> {
  return transport === 'udp' ? openUdp(host, port) : openStream({ host, port, isTls: transport === 'tls' });
}

/** Messages one after the other, whoever is first: the message or who waits for it. */
function createInbox() {
  const waiting: Buffer[] = [];
  let wake: () => void = () => undefined;
  let fault: Error | undefined;
  return {
    put(message: Buffer) {
      waiting.push(message);
      wake();
    },
    fail(cause: Error) {
      fault = cause;
      wake();
    },
    async next(): Promise<Buffer> {
      const timer = setTimeout(() => this.fail(new Error('no answer')), DEADLINE_MS);
      try {
        while (waiting.length === 0 && !fault) await new Promise<void>((resolve) => (wake = resolve));
      } finally {
        clearTimeout(timer);
      }
      const message = waiting.shift();
      if (message) return message;
      throw fault ?? new Error('no answer');
    },
  };
}

async function openUdp(host: string, port: number): Promise<Line> {
  const inbox = createInbox();
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (message) => inbox.put(message));
  socket.on('error', (cause) => inbox.fail(cause));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, host, () => resolve());
  }).catch((cause: unknown) => {
    socket.close();
    throw cause;
  });
  // What is sent last has to leave before the socket is closed.
  return {
    send: (message) => socket.send(message),
    next: () => inbox.next(),
    close: () => setImmediate(() => socket.close()),
  };
}

async function openStream({ host, port, isTls }: { host: string; port: number; isTls: boolean }): Promise<Line> {
  const inbox = createInbox();
  const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('no answer')));
  let received = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data]);
    while (received.length >= 20 && received.length >= 20 + received.readUInt16BE(2)) {
      const length = 20 + received.readUInt16BE(2);
      inbox.put(received.subarray(0, length));
      received = received.subarray(length);
    }
  });
  socket.on('error', (cause) => inbox.fail(cause));
  await new Promise<void>((resolve, reject) => {
    socket.once(isTls ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  return { send: (message) => void socket.write(message), next: () => inbox.next(), close: () => socket.end() };
}
