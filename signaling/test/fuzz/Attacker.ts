import type { Method } from '@confab/protocol';
import { errorCodes, isMethodOf, parseAs, parseFrame, PROTOCOL_VERSION, requests } from '@confab/protocol';
import { expect } from 'vitest';
import { WireClient } from '../support/WireClient.ts';
import { CANARY, mutate, toText } from './mutate.ts';
import type { Random } from './Random.ts';
import { ValueMaker } from './schema.ts';

/** What the attacker has found out: its own secrets, and ids of everybody. */
export type Loot = {
  readonly room: string;
  readonly peerId: string[];
  readonly transportId: string[];
  readonly resumeSecret: string[];
  /** The seats that it had in the room. */
  readonly seats: Set<string>;
  /** How often it knocked at the room's door: it may be let in when it has stopped listening. */
  knocks: number;
};

type Won = {
  readonly peerId?: string;
  readonly resumeSecret: string;
  readonly media?: {
    readonly sendTransport: { readonly transportId: string };
    readonly recvTransport: { readonly transportId: string };
  };
};
type Said = { readonly method: string; readonly params: unknown };
const methods = Object.keys(requests) as Method[];

/** One socket of somebody who says whatever comes to mind, and checks that each request has exactly one honest answer. */
export class Attacker {
  readonly client: WireClient;
  readonly #random: Random;
  readonly #loot: Loot;
  readonly #said = new Map<string, Said[]>();
  #expected = 0;
  /** What it said that the server may close for, by close code. */
  readonly #mayCloseWith = new Set<number>();
  #lastId = 0;
  #judged = 0;
  messages = 0;

  static async open(port: number, random: Random, loot: Loot): Promise<Attacker> {
    return new Attacker(await WireClient.open(port), random, loot);
  }

  private constructor(client: WireClient, random: Random, loot: Loot) {
    this.client = client;
    this.#random = random;
    this.#loot = loot;
  }

  /** Says so much, a few messages at a time, and waits for the answers; stops when it is thrown out. */
  async attack(messages: number): Promise<void> {
    if (this.#random.chance(0.7)) this.#sayRequest('join', this.#valid('join'));
    for (let left = messages; left > 0 && this.client.closedWith === undefined;) {
      for (let batch = Math.min(left, this.#random.int(1, 12)); batch > 0; batch--, left--) this.#saySomething();
      await this.#answered();
    }
    if (this.#random.chance(0.1)) await this.#flood();
  }

  /** Judges the whole conversation. */
  async end(): Promise<void> {
    const { client } = this;
    if (client.closedWith === undefined && this.#random.chance(0.5)) client.socket.terminate();
    else if (client.closedWith === undefined) client.socket.close();
    else expect([...this.#mayCloseWith], 'closed with').toContain(client.closedWith);
    await client.closed;
    this.#judgeResponses();
    for (const { id } of client.responses) {
      const answers = client.responses.filter((response) => response.id === id).length;
      expect(answers, `answers to ${id}`).toBeLessThanOrEqual(this.#said.get(id)?.length ?? 0);
    }
  }

  #saySomething(): void {
    const random = this.#random;
    if (random.chance(0.015)) return this.#sayRaw(random.pick(RAW)(random));
    if (random.chance(0.1)) return this.#sayOddRequest();
    // A leave ends the conversation, so it is rare.
    const method = random.pick(random.chance(0.03) ? methods : methods.filter((each) => each !== 'leave'));
    const params = this.#valid(method);
    if (random.chance(0.4)) return this.#sayRequest(method, params);
    const known = { ...this.#known(), roomId: [this.#loot.room, 'toString', '__proto__'] };
    this.#sayRequest(method, mutate(params, requests[method].params, { random, known }));
  }

  #known() {
    const { room, peerId, transportId, resumeSecret } = this.#loot;
    return { roomId: [room], protocolVersion: [PROTOCOL_VERSION], peerId, transportId, resumeSecret };
  }

  #valid(method: Method): unknown {
    return new ValueMaker(this.#random, this.#known()).make(requests[method].params);
  }

  #sayRequest(method: string, params: unknown): void {
    const isRepeated = this.#random.chance(0.03) && this.#lastId > 0;
    const id = isRepeated ? String(this.#lastId) : String(++this.#lastId);
    this.#say(toText({ t: 'req', id, method, params }));
  }

  /** A frame that is nearly a request. */
  #sayOddRequest(): void {
    const random = this.#random;
    const method = random.pick(['toString', '__proto__', 'constructor', 'Join', 'join ', 'nothing', 'x'.repeat(64)]);
    const extra = random.pick([{}, { from: CANARY }, { peerId: CANARY, t: 'req' }, { ['__proto__']: { t: 'res' } }]);
    const params = random.pick<unknown>([undefined, null, [], 'text', 7, { [CANARY]: 1 }]);
    const id = random.pick([String(++this.#lastId), '__proto__', 'toString', '\u0000', '🦊', 'x'.repeat(64)]);
    this.#say(toText({ t: 'req', id, method: random.chance(0.5) ? method : random.pick(methods), params, ...extra }));
  }

  #sayRaw(data: string | Buffer): void {
    if (typeof data === 'string') return this.#say(data);
    this.#mayCloseWith.add(4400);
    this.messages++;
    this.client.send(data);
  }

  #say(text: string): void {
    const frame = Buffer.byteLength(text) > MAX_BYTES ? undefined : parseFrame(text);
    if (frame?.t === 'req') this.#note(frame);
    else this.#mayCloseWith.add(Buffer.byteLength(text) > MAX_BYTES ? 1009 : 4400);
    this.messages++;
    this.client.send(text);
  }

  #note({ id, method, params }: { id: string; method: string; params: unknown }): void {
    this.#said.set(id, [...(this.#said.get(id) ?? []), { method, params }]);
    this.#expected++;
    if (method === 'leave') this.#mayCloseWith.add(1000);
    if (method === 'knock') this.#loot.knocks++;
    if (['join', 'resume', 'look', 'knock', 'warmUp'].includes(method)) this.#mayCloseWith.add(4426);
    // In a room of its own it is host, and may end what it likes; a room that it knocks at may be locked.
    if (requests[method as Method]?.needs === 'moderate' || method === 'knock') this.#mayCloseWith.add(4403);
  }

  async #answered(): Promise<void> {
    const { client } = this;
    const isDone = () => client.closedWith !== undefined || client.responses.length >= this.#expected;
    await expect.poll(isDone, { timeout: 5_000, interval: 1, message: 'every request is answered' }).toBe(true);
    this.#judgeResponses();
  }

  #judgeResponses(): void {
    for (const response of this.client.responses.slice(this.#judged)) this.#judge(response);
    this.#judged = this.client.responses.length;
    for (const { name, data } of this.client.notifications) if (name === 'admitted') this.#takeSeat(data as Won, '');
  }

  #judge(response: WireClient['responses'][number]): void {
    const said = this.#said.get(response.id);
    expect(said, `an answer to ${response.id}, which nobody asked`).toBeDefined();
    if (!response.ok) {
      const { code, message } = response.error;
      expect(errorCodes).toContain(code);
      expect(code, `${said?.map(({ method }) => method).join()}: ${message}`).not.toBe('internal');
      // It may name a key of the sender's own making, to the sender; never much of it.
      expect(message.length).toBeLessThan(600);
      return;
    }
    // Ids may be used twice: then one of the requests has this answer.
    const answered = (said ?? []).filter(({ method, params }) => isAnswer(method, params, response.result));
    expect(answered, `good parameters for ${JSON.stringify(response.result).slice(0, 200)}`).not.toEqual([]);
    for (const each of answered) this.#gather(each, response.result);
  }

  #gather({ method, params }: Said, result: unknown): void {
    if (method !== 'join' && method !== 'resume') return;
    const { roomId, peerId = '' } = params as { roomId: string; peerId?: string };
    if (roomId === this.#loot.room) this.#takeSeat(result as Won, peerId);
  }

  /** A seat that was let in by a host is one, too. */
  #takeSeat(won: Won, peerId: string): void {
    const seat = won.peerId ?? peerId;
    if (this.#loot.seats.has(seat) && won.peerId !== undefined) return;
    this.#loot.seats.add(seat);
    this.#loot.peerId.push(seat);
    this.#loot.resumeSecret.push(won.resumeSecret);
    if (won.media)
      this.#loot.transportId.push(won.media.sendTransport.transportId, won.media.recvTransport.transportId);
  }

  async #flood(): Promise<void> {
    const { client } = this;
    if (client.closedWith !== undefined) return;
    this.#mayCloseWith.add(4429);
    for (let index = 0; index < 1_000; index++) this.#sayRequest('ping', {});
    await client.closed;
    expect(client.responses.length).toBeLessThan(500);
  }
}

function isAnswer(method: string, params: unknown, result: unknown): boolean {
  if (!isMethodOf(requests, method)) return false;
  try {
    parseAs(requests[method].params, params);
    parseAs(requests[method].result, result);
    return true;
  } catch {
    return false; // Then it is the answer to another request of the same id.
  }
}

const RAW: readonly ((random: Random) => string | Buffer)[] = [
  () => '',
  () => 'hello',
  () => '\ufeff{"t":"req","id":"1","method":"ping","params":{}}',
  () => '{"t":"req","id":"1","method":"ping","params":{}}{}',
  () => '{"t":"res","id":"1","ok":true,"result":{}}',
  () => '{"t":"ntf","name":"peerLeft","data":{}}',
  () => '['.repeat(30_000),
  () => `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  () => '{"t":"req","id":7,"method":"ping","params":{}}',
  () => `{"t":"req","id":"${'x'.repeat(65)}","method":"ping","params":{}}`,
  () => 'x'.repeat(MAX_BYTES + 1),
  (random) => random.bytes(random.int(0, 100)),
];
const MAX_BYTES = 64 * 1_024;
