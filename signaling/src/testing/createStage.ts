import type { Method, NotificationOf, Notifications, Params, PeerId, Requests, Result, RoomId } from '@confab/protocol';
import { notifications, PROTOCOL_VERSION, ProtocolError, requests } from '@confab/protocol';
import type { MessageSocket } from '@confab/rpc';
import { Caller } from '@confab/rpc';
import { createSocketPair, FakeClock } from '@confab/rpc/testing';
import { silentLog } from '../log.ts';
import type { Client } from '../rooms/Client.ts';
import { MemorySessionStore } from '../rooms/MemorySessionStore.ts';
import { Rooms } from '../rooms/Rooms.ts';
import { Sessions } from '../sessions/Sessions.ts';
import { FakeSfu } from '../sfu/testing/FakeSfu.ts';
import type { TokenGateOptions } from '../tokens/TokenGate.ts';
import { TokenGate } from '../tokens/TokenGate.ts';

/** Rooms and sessions as in the real process, with sockets, clock and sfu in the hands of the test. */
export function createStage({ sfu = new FakeSfu(), firstPeer = 1, tokens: settings = NO_TOKENS }: StageOptions = {}) {
  const clock = new FakeClock();
  let lastPeer = firstPeer - 1;
  const newPeerId = () => `01890000-0000-7000-8000-${String(++lastPeer).padStart(12, '0')}` as PeerId;
  const rooms = new Rooms({
    sfu,
    clock,
    log: silentLog,
    iceServersFor: () => [],
    newPeerId,
    newSessionStore: () => new MemorySessionStore<Client>(),
    nowMs: () => EPOCH_MS + clock.now(),
    standbyPeers: 6,
  });
  // As the first thing that a link says.
  const link = () => rooms.onFact({ name: 'nodeReady', data: { ...NODE, roomIds: sfu.roomIds } });
  if (sfu.roomIds.length === 0) link();
  const settled: string[] = [];
  const rejected: number[] = [];
  const resumes: string[] = [];
  const joins: Params<'reportJoin'>[] = [];
  const metrics = {
    resumeSettled: (outcome: string) => void resumes.push(outcome),
    requestSettled: (method: string, outcome: string) => void settled.push(`${method} ${outcome}`),
    rejected: (code: number) => void rejected.push(code),
    joined: (report: Params<'reportJoin'>) => void joins.push(report),
  };
  const gate = new TokenGate({ ...settings, clock, nowMs: () => EPOCH_MS + clock.now() });
  // Signatures are computed on another thread, which no turn of this one waits for.
  let computing = 0;
  const computed = async <T>(work: Promise<T>) => {
    computing++;
    return work.finally(() => computing--);
  };
  const tokens: Pick<TokenGate, keyof TokenGate> = {
    admitWithout: () => gate.admitWithout(),
    admit: (room, token) => computed(gate.admit(room, token)),
    renew: (room, pass) => computed(gate.renew(room, pass)),
    timeLeftMs: (pass) => gate.timeLeftMs(pass),
  };
  const sessions = new Sessions({ clock, rooms, tokens, metrics, log: silentLog, random: () => 0.5 });
  const clients: TestClient[] = [];

  const connect = () => {
    const client = new TestClient(clock, settle);
    clients.push(client);
    sessions.accept(client.serverSocket);
    return client;
  };
  /** Until every message has been delivered and every promise has run. */
  async function settle(): Promise<void> {
    let moved = 1;
    while (moved > 0 || computing > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      moved = clients.reduce((sum, client) => sum + client.flush(), 0);
    }
  }
  return { clock, sfu, rooms, sessions, link, connect, settle, settled, rejected, resumes, joins };
}

type StageOptions = {
  /** One that holds rooms already is not linked before `link`. */
  readonly sfu?: FakeSfu;
  readonly firstPeer?: number;
  readonly tokens?: Omit<TokenGateOptions, 'clock' | 'nowMs'>;
};
const NO_TOKENS = { secret: undefined, isRequired: false };
/** The wall clock's time when the stage's clock starts. */
export const EPOCH_MS = 1_800_000_000_000;
export type Stage = ReturnType<typeof createStage>;
const NODE = { nodeId: 'n', mediasoupVersion: '3', workers: 1 };
export const ROOM = 'a-room' as RoomId;
export const RTP = { codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000 }] };

/** A client that does nothing by itself and remembers what it was told. */
export class TestClient {
  readonly told: NotificationOf<Notifications>[] = [];
  closedWith: number | undefined;
  /** What the server is made to believe that this client has not read yet. */
  unreadBytes = 0;
  readonly serverSocket: MessageSocket;
  readonly #pair = createSocketPair();
  readonly #caller: Caller<Requests, Notifications>;
  readonly #settle: () => Promise<void>;

  constructor(clock: FakeClock, settle: () => Promise<void>) {
    this.#settle = settle;
    const { server } = this.#pair;
    this.serverSocket = {
      ...server,
      bufferedBytes: () => this.unreadBytes,
      // As on a real one: what was sent before the end arrives before it.
      close: (code, reason) => {
        this.#pair.flushServer();
        server.close(code, reason);
      },
    };
    this.#caller = new Caller({
      socket: this.#pair.client,
      clock,
      requests,
      notifications,
      deadlineMs: 60_000,
      onNotification: (notification) => {
        if (notification.name === 'events') this.told.push(...notification.data.events);
        else this.told.push(notification);
      },
      onFault: (what) => {
        throw new Error(what);
      },
      onClosed: (code) => void (this.closedWith = code),
    });
  }

  /** What waits to be delivered to this client. */
  get inFlight(): readonly string[] {
    return this.#pair.fromServer;
  }

  /** Names of what it was told, with the numbers of the room's events. */
  get toldNames(): string[] {
    return this.told.map(({ name, seq }) => (seq === undefined ? name : `${seq} ${name}`));
  }

  flush(): number {
    return this.#pair.flushClient() + this.#pair.flushServer();
  }

  /** Sends at once, without letting anything else happen. */
  start<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = this.#caller.call(method, params);
    this.#pair.flushClient();
    return answer;
  }

  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = this.start(method, params);
    // Looked at below; a failure until then is no unhandled one.
    answer.catch(() => undefined);
    await this.#settle();
    return answer;
  }

  /** The code that the request fails with; `ok` when it does not. */
  async outcome<M extends Method>(method: M, params: Params<M>): Promise<string> {
    return outcomeOf(this.call(method, params));
  }

  send(text: string): void {
    this.#pair.client.send(text);
    this.#pair.flushClient();
  }

  /** The network is gone. */
  cut(): void {
    this.#pair.client.close(1006, 'cut');
  }

  join(displayName: string, roomId = ROOM): Promise<Result<'join'>> {
    return this.call('join', { protocolVersion: PROTOCOL_VERSION, roomId, displayName });
  }
}

export const outcomeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'ok',
    (cause: unknown) => (cause instanceof ProtocolError ? cause.code : String(cause)),
  );
