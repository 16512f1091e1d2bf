import type {
  EndReason,
  ErrorCode,
  Method,
  NotificationOf,
  Notifications,
  Params,
  PeerId,
  Result,
  RoomId,
  SeatTaken,
  WarmStart,
} from '@confab/protocol';
import { closeCodes, PROTOCOL_VERSION, ProtocolError, toWireError } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { CallProblem } from '../CallSnapshot.ts';
import type { PagePort } from '../PagePort.ts';
import { retryDelayMs } from './retryDelayMs.ts';
import type { ConnectionUser } from './SignalingConnection.ts';
import { SignalingConnection } from './SignalingConnection.ts';
import { TokenKeeper } from './TokenKeeper.ts';

/** A request to signaling; `unavailable` while there is no connection. */
export type Ask = <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>;

export type SignalingListener = {
  /** A new seat: nothing of an earlier one counts any more. */
  joined(result: Result<'join'>): void;
  /** The seat was kept. */
  resumed(result: Result<'resume'>): void;
  /** Only between `joined` or `resumed` and `lost`, in the order in which it was sent. */
  notified(notification: NotificationOf<Notifications>): void;
  lost(): void;
  /** A host has to let us in: `joined` or `dismissed` follows. */
  waits(): void;
  /** A host has ended it for us, for good; nothing follows. */
  dismissed(reason: EndReason): void;
  /** For good; nothing follows. */
  ended(problem: CallProblem): void;
};

export type SignalingOptions = {
  readonly url: string;
  readonly roomId: RoomId;
  readonly displayName: string;
  readonly token?: string | undefined;
  /** A token was renewed; the old one is worth nothing soon. */
  readonly onToken?: ((token: string) => void) | undefined;
  readonly openSocket: (url: string) => MessageSocket;
  readonly clock: Clock;
  readonly page: PagePort;
  readonly random: () => number;
  /** How far the room and its media have been followed, for a resume. */
  readonly progress: () => { readonly lastSeq: number; readonly mediaEpoch: number };
  readonly listener: SignalingListener;
  /** A socket that is open already, and what was prepared on it. */
  readonly prepared?: { readonly connection: SignalingConnection; readonly warm?: WarmStart | undefined } | undefined;
};

type Seat = { readonly peerId: PeerId; readonly resumeSecret: string };

/** Keeps a seat in a room over any number of sockets: joins, resumes, and comes back as often as it takes. */
export class SignalingClient {
  readonly #options: SignalingOptions;
  readonly #stopListening: () => void;
  #connection: SignalingConnection | undefined;
  #seat: Seat | undefined;
  #hasJoined = false;
  #isWaiting = false;
  #attempt = 0;
  #awaySince: number;
  #pauseMs = 0;
  #faults = 0;
  #suspectedAt = -Infinity;
  #cancelRetry: (() => void) | undefined;
  readonly #token: TokenKeeper;

  constructor(options: SignalingOptions) {
    this.#options = options;
    this.#awaySince = options.clock.now();
    this.#token = new TokenKeeper({ ...options, ask: () => this.ask('refreshToken', {}) });
    this.#stopListening = options.page.onWake(() => this.#wake());
    this.#begin(options.prepared);
  }

  readonly ask: Ask = (method, params) => {
    const connection = this.#connection;
    if (!connection?.isSeated) return Promise.reject(new ProtocolError('unavailable', 'no connection to signaling'));
    return connection.call(method, params);
  };

  /** Resumes on a new socket, to be told again what was missed or is broken. */
  resync(): void {
    if (this.#connection?.isSeated) this.#connection.close(closeCodes.normal, 'resync');
  }

  /** How many frames broke the contract, so far. */
  get faults(): number {
    return this.#faults;
  }

  /** Gives up the seat and every socket. Safe to call twice. */
  close(): void {
    const connection = this.#connection;
    this.#stop();
    if (!connection) return;
    // Goes out before the close frame does; nobody waits for the answer.
    if (connection.isSeated) connection.call('leave', {}).catch(() => undefined);
    connection.close(closeCodes.normal, 'leave');
  }

  #begin(prepared: SignalingOptions['prepared']): void {
    if (!prepared) return this.#connect();
    const { connection, warm } = prepared;
    connection.handTo(this.#userOf(() => connection));
    this.#use(connection, warm);
  }

  #connect(): void {
    this.#cancelRetry = undefined;
    const { openSocket, url, clock } = this.#options;
    const user = this.#userOf(() => connection);
    const connection: SignalingConnection = new SignalingConnection({ socket: openSocket(url), clock, ...user });
    this.#use(connection);
  }

  #use(connection: SignalingConnection, warm?: WarmStart): void {
    this.#connection = connection;
    this.#enter(connection, warm).catch((cause: unknown) => this.#refused(connection, toWireError(cause)));
  }

  #userOf(of: () => SignalingConnection): ConnectionUser {
    return {
      onNotification: (notification) => this.#notice(of(), notification),
      onAlive: () => {
        // Only a connection that has proven itself makes the next loss a first one: no hot loop of short-lived ones.
        if (this.#connection === of()) this.#attempt = 0;
      },
      onClosed: (code) => this.#lose(of(), code),
      onFault: () => this.#suspect(of()),
    };
  }

  /** Nobody knows what it should have told: the room is asked for all of it, but not again and again for the same fault. */
  #suspect(connection: SignalingConnection): void {
    this.#faults++;
    const now = this.#options.clock.now();
    if (this.#connection !== connection || now - this.#suspectedAt < SUSPICION_PAUSE_MS) return;
    this.#suspectedAt = now;
    this.resync();
  }

  async #enter(connection: SignalingConnection, warm?: WarmStart): Promise<void> {
    if (this.#seat && (await this.#resume(connection, this.#seat))) return;
    const { roomId, displayName } = this.#options;
    const { token } = this.#token;
    const params = {
      protocolVersion: PROTOCOL_VERSION,
      roomId,
      displayName,
      ...(token !== undefined && { token }),
      ...(warm && { warm }),
    };
    try {
      this.#take(connection, await connection.call('join', params));
    } catch (cause) {
      if (!isCode(cause, 'admissionRequired')) throw cause;
      await connection.call('knock', params);
      // Unless it was opened, or shut, while it was knocked.
      if (this.#connection === connection && !connection.isSeated) this.#wait(connection);
    }
  }

  #take(connection: SignalingConnection, taken: SeatTaken): void {
    if (this.#connection !== connection) return;
    this.#seat = { peerId: taken.peerId, resumeSecret: taken.resumeSecret };
    this.#hasJoined = true;
    this.#isWaiting = false;
    this.#token.keep(taken.tokenExpiresInMs);
    this.#seated(connection, () => this.#options.listener.joined(taken));
  }

  #wait(connection: SignalingConnection): void {
    this.#isWaiting = true;
    connection.stayAlive();
    this.#options.listener.waits();
  }

  #notice(connection: SignalingConnection, notification: NotificationOf<Notifications>): void {
    switch (notification.name) {
      case 'admitted':
        this.#take(connection, notification.data);
        break;
      case 'ended':
        if (this.#connection === connection) this.#dismiss(notification.data.reason);
        break;
      case 'serverClosing':
        this.#pauseMs = notification.data.reconnectAfterMs;
        break;
      default:
        this.#options.listener.notified(notification);
    }
  }

  /** False when the seat is gone and has to be taken anew. */
  async #resume(connection: SignalingConnection, { peerId, resumeSecret }: Seat): Promise<boolean> {
    const { roomId, progress, listener } = this.#options;
    const params = { protocolVersion: PROTOCOL_VERSION, roomId, peerId, resumeSecret, ...progress() };
    let result: Result<'resume'>;
    try {
      result = await connection.call('resume', params);
    } catch (cause) {
      if (isCode(cause, 'forbidden') && this.#connection === connection) {
        this.#dismiss('removed');
        return true;
      }
      if (!isCode(cause, 'notFound')) throw cause;
      this.#seat = undefined;
      return false;
    }
    // Even if this socket is gone again: the old secret is used up.
    this.#seat = { peerId, resumeSecret: result.resumeSecret };
    if (this.#connection !== connection) return true;
    this.#token.keep(result.tokenExpiresInMs);
    this.#seated(connection, () => listener.resumed(result));
    return true;
  }

  #seated(connection: SignalingConnection, tell: () => void): void {
    this.#pauseMs = 0;
    connection.seat(tell);
  }

  #refused(connection: SignalingConnection, { code, retryable }: { code: ErrorCode; retryable: boolean }): void {
    if (this.#connection !== connection) return;
    if (retryable) connection.close(closeCodes.normal, 'try again');
    else this.#end(problemOf[code] ?? 'internal');
  }

  #lose(connection: SignalingConnection, code: number): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#token.pause();
    const problem = finalCloses.get(code);
    if (problem) {
      this.#end(problem);
      return;
    }
    if (connection.isSeated || this.#isWaiting) this.#awaySince = this.#options.clock.now();
    this.#isWaiting = false;
    if (connection.isSeated) this.#options.listener.lost();
    this.#retryLater();
  }

  #retryLater(): void {
    const { clock, random } = this.#options;
    const awayMs = clock.now() - this.#awaySince;
    if (!this.#hasJoined && awayMs >= FIRST_JOIN_PATIENCE_MS) {
      this.#end('unavailable');
      return;
    }
    const delayMs = this.#pauseMs + retryDelayMs(this.#attempt++, awayMs, random);
    this.#pauseMs = 0;
    this.#cancelRetry = clock.after(delayMs, () => this.#connect());
  }

  #wake(): void {
    if (this.#cancelRetry) {
      this.#cancelRetry();
      this.#connect();
    } else if (this.#connection?.isSeated) this.#connection.probe();
  }

  #dismiss(reason: EndReason): void {
    const connection = this.#connection;
    this.#stop();
    connection?.close(closeCodes.normal, reason);
    this.#options.listener.dismissed(reason);
  }

  #end(problem: CallProblem): void {
    const connection = this.#connection;
    this.#stop();
    connection?.close(closeCodes.normal, 'refused');
    this.#options.listener.ended(problem);
  }

  #stop(): void {
    this.#connection = undefined;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#token.pause();
    this.#stopListening();
  }
}

const isCode = (cause: unknown, code: ErrorCode): boolean => cause instanceof ProtocolError && cause.code === code;

const SUSPICION_PAUSE_MS = 10_000;
/** Somebody who has never been in has no seat to lose: better a word than a wait. */
const FIRST_JOIN_PATIENCE_MS = 15_000;

const finalCloses: ReadonlyMap<number, CallProblem> = new Map([
  [closeCodes.replaced, 'replaced'],
  [closeCodes.unsupportedVersion, 'unsupportedVersion'],
  [closeCodes.unauthorized, 'unauthorized'],
  [closeCodes.forbidden, 'refused'],
]);

const problemOf: Partial<Record<ErrorCode, CallProblem>> = {
  roomFull: 'roomFull',
  roomLocked: 'roomLocked',
  limitExceeded: 'serverFull',
  unsupportedVersion: 'unsupportedVersion',
  unauthorized: 'unauthorized',
  forbidden: 'refused',
  badRequest: 'refused',
};
