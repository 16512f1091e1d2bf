import type { CloseCode, EndReason, Notifications, Params, Requests, Result, SeatTaken } from '@confab/protocol';
import {
  closeCodes,
  JOIN_DEADLINE_MS,
  LOBBY_DEADLINE_MS,
  ProtocolError,
  requests,
  toWireError,
  WAITING_DEADLINE_MS,
} from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import { encodeNotification, Responder } from '@confab/rpc';
import type { Log } from '../log.ts';
import { toLogId } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Client } from '../rooms/Client.ts';
import type { RoomHost } from '../rooms/RoomHost.ts';
import type { EntranceOptions } from './Entrance.ts';
import { Entrance } from './Entrance.ts';
import { Gate } from './Gate.ts';
import * as seated from './handlers/index.ts';
import type { Asker } from './requestHandlers.ts';
import { requestHandlers } from './requestHandlers.ts';
import { ReaderWatch } from './ReaderWatch.ts';
import type { Seat } from './Seat.ts';
import type { Session } from './Session.ts';

export type SessionOptions = EntranceOptions & {
  /** For the log alone. */
  readonly id: number;
  readonly socket: MessageSocket;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onEnded: () => void;
};

/** One WebSocket of a client: its state and deadline, its limits, its one seat. */
export class SessionHost implements Client {
  readonly #options: SessionOptions;
  readonly #responder: Responder<Requests, Notifications, Asker>;
  readonly #gate: Gate;
  readonly #entrance: Entrance;
  readonly #reader: ReaderWatch;
  #cancelDeadline: () => void;
  #session: Session = { state: 'awaitingJoin' };
  #isInLobby = false;
  #hasReported = false;
  /** What the room says between taking the seat and the answer that tells of it: the answer goes first. */
  #held: string[] | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, socket } = options;
    this.#gate = new Gate(clock);
    this.#entrance = new Entrance(options, this);
    this.#reader = new ReaderWatch({
      clock,
      queuedBytes: () => socket.bufferedBytes(),
      onTooSlow: () => this.#reject(closeCodes.slowReader, 'too slow a reader'),
    });
    this.#responder = new Responder({
      socket: this.#guarded(),
      requests,
      handlers: requestHandlers,
      asker: this.#toAsker(),
      admit: (method, params) => this.#gate.admit(method, params, this.#session),
      onFault: () => this.#reject(closeCodes.badFrame, 'not a request'),
      onSettled: (method, cause, ms) => this.#onSettled(method, { cause, ms }),
      clock,
    });
    socket.onClose((code) => this.#onClosed(code));
    this.#cancelDeadline = clock.after(JOIN_DEADLINE_MS, () => this.#reject(closeCodes.deadline, 'not joined in time'));
  }

  send(text: string): void {
    if (this.#held) this.#held.push(text);
    else this.#write(text);
  }

  sendIfQuick(text: string): void {
    if (!this.#held && !this.#reader.isBehind) this.#write(text);
  }

  get unsentBytes(): number {
    return this.#options.socket.bufferedBytes();
  }

  isOpen(): boolean {
    return this.#session.state !== 'closed';
  }

  replaced(): void {
    this.#close(closeCodes.replaced, 'a newer session has this seat');
  }

  expired(): void {
    this.#reject(closeCodes.unauthorized, 'the token has run out');
  }

  admitting(): void {
    // Let in while its knock is being answered, it is entering already.
    if (this.#session.state === 'waiting') this.#session = { state: 'entering' };
    this.#held ??= [];
  }

  admitted(room: RoomHost, taken: SeatTaken): void {
    if (!this.isOpen()) return room.disconnected(taken.peerId, this);
    if (this.#session.state !== 'entering') return;
    this.#cancelDeadline();
    this.#session = { state: 'joined', seat: this.#entrance.toSeat(room, taken.peerId) };
    const data = { ...taken, ...this.#entrance.timeLeft(room.passes.of(taken.peerId)) };
    this.#write(encodeNotification<Notifications, 'admitted'>('admitted', data));
    this.#release();
  }

  dismissed(reason: EndReason): void {
    if (!this.isOpen()) return;
    this.#session = { state: 'leaving' };
    this.#cancelDeadline();
    this.#responder.notify('ended', { reason });
    // After the answer to whoever has asked for it: that may be this very client.
    this.#cancelDeadline = this.#options.clock.after(0, () => this.#close(closeCodes.forbidden, reason));
  }

  retryLater(): void {
    this.#close(closeCodes.tryAgainLater, 'cannot be let in now');
  }

  /** Tells the client to come back, to this process's successor or to another one. */
  stop(reconnectAfterMs: number): void {
    this.#responder.notify('serverClosing', { reconnectAfterMs });
    this.#close(closeCodes.goingAway, 'the server is closing');
  }

  // --- In ---------------------------------------------------------------------------------------------------------

  /** The socket with the limits that hold before a message is even read, and after an answer is written. */
  #guarded(): Pick<MessageSocket, 'send' | 'onMessage'> {
    const { socket } = this.#options;
    return {
      send: (text) => this.#write(text),
      onMessage: (listener) =>
        socket.onMessage((text) => {
          if (!this.#gate.takes()) this.#reject(closeCodes.flood, `too many messages; retryAfterMs=${FLOOD_RETRY_MS}`);
          else if (this.isOpen()) listener(text);
        }),
    };
  }

  #toAsker(): Asker {
    return {
      seat: () => this.#seat(),
      join: (params) => this.#enter(() => this.#entrance.join(params)),
      resume: (params) => this.#enter(() => this.#entrance.resume(params)),
      look: (params) => this.#entrance.look(params),
      warmUp: (params) => this.#warmUp(params),
      lobby: () => (this.#session.state === 'lobby' ? this.#entrance.lobby() : undefined),
      reportJoin: (params) => this.#reportJoin(params),
      knock: (params) => this.#knock(params),
      leave: (params) => {
        const seat = this.#seat();
        this.#session = { state: 'leaving' };
        return seated.leave(seat, params);
      },
      refreshToken: () => this.#entrance.refreshToken(this.#seat()),
    };
  }

  #seat(): Seat {
    // Admission has made sure of it.
    if (this.#session.state !== 'joined') throw new ProtocolError('invalidState', 'not in a room');
    return this.#session.seat;
  }

  // --- Taking a seat ----------------------------------------------------------------------------------------------

  async #enter<R>(take: () => Promise<{ readonly seat: Seat; readonly result: R }>): Promise<R> {
    this.#options.rooms.assertOpen();
    this.#session = { state: 'entering' };
    this.#held = [];
    try {
      const { seat, result } = await take();
      if (!this.isOpen()) seat.room.disconnected(seat.peerId, this);
      // Unless a host has removed it meanwhile.
      else if (this.#session.state === 'entering') this.#session = { state: 'joined', seat };
      if (this.#session.state === 'joined') this.#cancelDeadline();
      return result;
    } catch (cause) {
      this.#held = undefined;
      this.#backOut();
      throw cause;
    }
  }

  async #warmUp(params: Params<'warmUp'>): Promise<Result<'warmUp'>> {
    this.#options.rooms.assertOpen();
    const passing = this.#entrance.passOf(params);
    const pass = passing && (await passing);
    if (this.#session.state !== 'awaitingJoin' && this.#session.state !== 'lobby') return {};
    if (!this.#isInLobby) {
      this.#isInLobby = true;
      this.#cancelDeadline();
      this.#cancelDeadline = this.#options.clock.after(LOBBY_DEADLINE_MS, () =>
        this.#reject(closeCodes.deadline, 'not joined in time'),
      );
    }
    this.#session = { state: 'lobby' };
    return this.#entrance.warmUp(params, pass);
  }

  /** A join or knock was refused. */
  #backOut(): void {
    if (this.isOpen()) this.#session = { state: this.#isInLobby ? 'lobby' : 'awaitingJoin' };
  }

  #reportJoin(params: Params<'reportJoin'>): Result<'reportJoin'> {
    if (!this.#hasReported) this.#options.metrics.joined(params);
    this.#hasReported = true;
    return {};
  }

  async #knock(params: Params<'knock'>): Promise<Result<'knock'>> {
    this.#options.rooms.assertOpen();
    this.#session = { state: 'entering' };
    try {
      const waiting = await this.#entrance.knock(params);
      this.#startWaiting({ state: 'waiting', ...waiting });
      return {};
    } catch (cause) {
      this.#backOut();
      throw cause;
    }
  }

  #startWaiting(waiting: Extract<Session, { state: 'waiting' }>): void {
    // It may have been let in, or turned away, already.
    if (this.#session.state !== 'entering' || this.#held) return;
    this.#session = waiting;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#options.clock.after(WAITING_DEADLINE_MS, () =>
      this.#reject(closeCodes.deadline, 'waited too long'),
    );
  }

  // --- Out and end ------------------------------------------------------------------------------------------------

  #onSettled(method: string, { cause, ms }: { readonly cause: unknown; readonly ms: number }): void {
    const outcome = cause === undefined ? 'ok' : toWireError(cause).code;
    this.#options.metrics.requestSettled(method, outcome);
    if (method === 'resume' && outcome !== 'ok') this.#options.metrics.resumeSettled(outcome);
    if (outcome === 'internal') this.#options.log.error({ ...this.#who(), method, ms, err: cause }, 'a request failed');
    else if (outcome !== 'ok')
      this.#options.log.debug({ ...this.#who(), method, ms, outcome }, 'a request was refused');
    else if (ms >= SLOW_REQUEST_MS) this.#options.log.warn({ ...this.#who(), method, ms }, 'a request took long');
    else if (this.#options.log.isChatty) this.#options.log.debug({ ...this.#who(), method, ms }, 'answered a request');

    if ((method === 'join' || method === 'resume') && outcome === 'ok') this.#release();
    if (outcome === 'unsupportedVersion') this.#reject(closeCodes.unsupportedVersion, 'another version');
    if (method === 'leave' && outcome === 'ok') this.#close(closeCodes.normal, 'left');
  }

  /** Which session a line of the log is about, in ids that open no door. */
  #who(): Readonly<Record<string, unknown>> {
    const { id } = this.#options;
    if (this.#session.state !== 'joined') return { session: id };
    const { room, peerId } = this.#session.seat;
    return { session: id, room: toLogId(room.roomId), peer: peerId.slice(-8) };
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#write(text);
  }

  #write(text: string): void {
    const { socket } = this.#options;
    socket.send(text);
    const queuedBytes = socket.bufferedBytes();
    if (queuedBytes > 0) this.#reader.leftWaiting(queuedBytes);
  }

  /** Closes for something that the other end did or left undone. */
  #reject(code: CloseCode, reason: string): void {
    if (!this.isOpen()) return;
    this.#options.metrics.rejected(code);
    this.#close(code, reason);
  }

  #close(code: CloseCode, reason: string): void {
    this.#options.log.debug({ ...this.#who(), code }, 'session closed by the server');
    this.#options.socket.close(code, reason);
  }

  #onClosed(code: number): void {
    if (unreadable.has(code)) this.#options.metrics.rejected(code);
    const session = this.#session;
    this.#session = { state: 'closed' };
    this.#held = undefined;
    this.#cancelDeadline();
    this.#reader.stop();
    this.#entrance.leaveLobby();
    if (session.state === 'joined') session.seat.room.disconnected(session.seat.peerId, this);
    if (session.state === 'waiting') session.room.visitors.gone(session.peerId);
    this.#options.onEnded();
  }
}

/** Closed by what is below us, before there was a message to judge; our own refusals have codes of their own. */
const unreadable: ReadonlySet<number> = new Set([
  closeCodes.protocolError,
  closeCodes.notUtf8,
  closeCodes.policy,
  closeCodes.tooBig,
]);
const FLOOD_RETRY_MS = 10_000;
const SLOW_REQUEST_MS = 1_000;
