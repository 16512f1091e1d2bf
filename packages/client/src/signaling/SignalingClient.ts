import type {
  ErrorCode,
  Method,
  NotificationOf,
  Notifications,
  Params,
  PeerId,
  Result,
  RoomId,
} from '@confab/protocol';
import { closeCodes, PROTOCOL_VERSION, ProtocolError, toWireError } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import type { CallProblem } from '../CallSnapshot.ts';
import type { PagePort } from '../PagePort.ts';
import { retryDelayMs } from './retryDelayMs.ts';
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
};

type Seat = { readonly peerId: PeerId; readonly resumeSecret: string };

/** Keeps a seat in a room over any number of sockets: joins, resumes, and comes back as often as it takes. */
export class SignalingClient {
  readonly #options: SignalingOptions;
  readonly #stopListening: () => void;
  #connection: SignalingConnection | undefined;
  #seat: Seat | undefined;
  #hasJoined = false;
  #attempt = 0;
  #awaySince: number;
  #pauseMs = 0;
  #cancelRetry: (() => void) | undefined;
  readonly #token: TokenKeeper;

  constructor(options: SignalingOptions) {
    this.#options = options;
    this.#awaySince = options.clock.now();
    this.#token = new TokenKeeper({ ...options, ask: () => this.ask('refreshToken', {}) });
    this.#stopListening = options.page.onWake(() => this.#wake());
    this.#connect();
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

  /** Gives up the seat and every socket. Safe to call twice. */
  close(): void {
    const connection = this.#connection;
    this.#stop();
    if (!connection) return;
    // Goes out before the close frame does; nobody waits for the answer.
    if (connection.isSeated) connection.call('leave', {}).catch(() => undefined);
    connection.close(closeCodes.normal, 'leave');
  }

  #connect(): void {
    this.#cancelRetry = undefined;
    const { openSocket, url, clock, listener } = this.#options;
    const connection = new SignalingConnection({
      socket: openSocket(url),
      clock,
      onNotification: (notification) => {
        if (notification.name === 'serverClosing') this.#pauseMs = notification.data.reconnectAfterMs;
        listener.notified(notification);
      },
      onAlive: () => {
        // Only a connection that has proven itself makes the next loss a first one: no hot loop of short-lived ones.
        if (this.#connection === connection) this.#attempt = 0;
      },
      onClosed: (code) => this.#lose(connection, code),
    });
    this.#connection = connection;
    this.#enter(connection).catch((cause: unknown) => this.#refused(connection, toWireError(cause)));
  }

  async #enter(connection: SignalingConnection): Promise<void> {
    if (this.#seat && (await this.#resume(connection, this.#seat))) return;
    const { roomId, displayName, listener } = this.#options;
    const { token } = this.#token;
    const params = { protocolVersion: PROTOCOL_VERSION, roomId, displayName, ...(token !== undefined && { token }) };
    const result = await connection.call('join', params);
    if (this.#connection !== connection) return;
    this.#seat = { peerId: result.peerId, resumeSecret: result.resumeSecret };
    this.#hasJoined = true;
    this.#token.keep(result.tokenExpiresInMs);
    this.#seated(connection, () => listener.joined(result));
  }

  /** False when the seat is gone and has to be taken anew. */
  async #resume(connection: SignalingConnection, { peerId, resumeSecret }: Seat): Promise<boolean> {
    const { roomId, progress, listener } = this.#options;
    const params = { protocolVersion: PROTOCOL_VERSION, roomId, peerId, resumeSecret, ...progress() };
    let result: Result<'resume'>;
    try {
      result = await connection.call('resume', params);
    } catch (cause) {
      if (!(cause instanceof ProtocolError && cause.code === 'notFound')) throw cause;
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
    if (connection.isSeated) {
      this.#awaySince = this.#options.clock.now();
      this.#options.listener.lost();
    }
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
  limitExceeded: 'unavailable',
  unsupportedVersion: 'unsupportedVersion',
  unauthorized: 'unauthorized',
  forbidden: 'refused',
  badRequest: 'refused',
};
